/** Past forecasts beside what came: an interval for each month, the outcome as a dot. */

import * as Plot from '@observablehq/plot'
import { tick } from '../words/numbers'
import { ACCENT, INK, RULE, SOFT } from './figure'
import { finished } from './line_chart'

export interface Forecast {
  month: string
  low: number
  median: number
  high: number
  actual: number | null
}

function day(text: string): Date {
  return new Date(`${text.length === 7 ? `${text}-15` : text}T00:00:00Z`)
}

/** The drawing; outcomes outside their interval are marked by a cross. */
export function forecastChart(forecasts: readonly Forecast[], unit: string, width: number, label: string): SVGSVGElement {
  const data = forecasts.map((one) => ({ ...one, day: day(one.month) }))
  const came = data.filter((one) => one.actual !== null)
  const inside = came.filter((one) => one.actual! >= one.low && one.actual! <= one.high)
  const outside = came.filter((one) => !inside.includes(one))
  const svg = Plot.plot({
    width,
    height: Math.round(Math.min(340, Math.max(220, width * 0.45))),
    marginTop: 10,
    marginBottom: 36,
    marginLeft: 48,
    marginRight: 10,
    className: 'plot',
    x: { type: 'utc', label: null },
    y: { label: null, zero: true },
    marks: [
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: 5 }),
      Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: (value: number) => tick(value, unit), color: SOFT, fontSize: 11, label: null }),
      Plot.axisX({ ticks: width < 420 ? 3 : 6, tickSize: 4, color: SOFT, fontSize: 11, label: null }),
      Plot.ruleX(data, { x: 'day', y1: 'low', y2: 'high', stroke: ACCENT, strokeWidth: 5, strokeOpacity: 0.35 }),
      Plot.dot(data, { x: 'day', y: 'median', r: 2.4, fill: ACCENT }),
      Plot.dot(inside, { x: 'day', y: 'actual', r: 3.4, stroke: INK, fill: 'var(--card)', strokeWidth: 1.4 }),
      Plot.dot(outside, { x: 'day', y: 'actual', r: 4.6, symbol: 'times', stroke: 'var(--less)', strokeWidth: 2.4 }),
    ],
  }) as SVGSVGElement
  return finished(svg, label)
}
