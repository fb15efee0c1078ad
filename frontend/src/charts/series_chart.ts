/** Values of the record in the order of time; what is counted is filled, the rest hollow. */

import * as Plot from '@observablehq/plot'
import { tick } from '../words/numbers'
import { ACCENT, INK, RULE, SOFT } from './figure'
import { finished } from './line_chart'

export interface Point {
  start: string
  end: string
  value: number
  used?: boolean
  /** Which of several lines it belongs to. */
  of?: string
}

function middle(point: Point): Date {
  return new Date((Date.parse(`${point.start}T00:00:00Z`) + Date.parse(`${point.end}T00:00:00Z`)) / 2)
}

/** The drawing. */
export function seriesChart(
  points: readonly Point[],
  options: { unit: string; width: number; label: string; claimed?: number | null; colours?: Record<string, string> },
): SVGSVGElement {
  const { unit, width } = options
  const data = points.map((one) => ({ ...one, day: middle(one), of: one.of ?? '' }))
  const some = points.some((one) => one.used === false)
  const claimed = options.claimed ?? null
  const values = [...data.map((one) => one.value), ...(claimed === null ? [] : [claimed])]
  const colour = (one: { of: string }): string => options.colours?.[one.of] ?? ACCENT
  const svg = Plot.plot({
    width,
    height: Math.round(Math.min(320, Math.max(200, width * 0.4))),
    marginTop: 14,
    marginBottom: 36,
    marginLeft: 48,
    marginRight: 12,
    className: 'plot',
    x: { type: 'utc', label: null },
    y: { domain: [Math.min(0, ...values), Math.max(...values, 1e-9) * 1.05], label: null },
    marks: [
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: 5 }),
      Plot.ruleY([0], { stroke: SOFT }),
      Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: (value: number) => tick(value, unit), color: SOFT, fontSize: 11, label: null }),
      Plot.axisX({ ticks: width < 420 ? 3 : 6, tickSize: 4, color: SOFT, fontSize: 11, label: null }),
      Plot.lineY(data, { x: 'day', y: 'value', z: 'of', stroke: colour, strokeWidth: 1.5, strokeOpacity: some ? 0.4 : 1 }),
      ...(data.length <= 120 || some
        ? [Plot.dot(data, { x: 'day', y: 'value', stroke: colour, fill: (one: { used?: boolean; of: string }) => (one.used === false ? 'var(--card)' : colour(one)), r: data.length > 60 ? 2.4 : 3.4 })]
        : []),
      ...(claimed === null
        ? []
        : [
            Plot.ruleY([claimed], { stroke: 'var(--part-2)', strokeWidth: 1.6, strokeDasharray: '6 3' }),
            Plot.text([claimed], { y: (one: number) => one, text: (one: number) => `said: ${tick(one, unit)}`, frameAnchor: 'left', dx: 6, dy: -7, fill: INK, fontSize: 11.5, fontWeight: 600, textAnchor: 'start' }),
          ]),
    ],
  }) as SVGSVGElement
  return finished(svg, options.label)
}
