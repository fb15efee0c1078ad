/** What is at its limit, month by month: a row for each resource in both runs. */

import * as Plot from '@observablehq/plot'
import { amount } from '../words/numbers'
import { INK, RULE, SOFT } from './figure'
import { finished } from './line_chart'

export interface BindingRow {
  resource: string
  run: string
  use: readonly (number | null)[]
  binds: readonly boolean[]
}

interface Cell {
  row: string
  day: Date
  end: Date
  use: number
  binds: boolean
}

/** How much thinner a row is where the limit is not reached, at both sides. */
const THIN = 9

function told(one: Cell): string {
  return `${one.row}: ${amount(one.use, 'share')} used${one.binds ? ', at its limit' : ''}`
}

function day(text: string): Date {
  return new Date(`${text}T00:00:00Z`)
}

/**
 * The drawing: a thin line, the darker the more is used; where the limit is reached the line is
 * as thick as the row, so that it can be told without colour.
 */
export function bindingChart(
  rows: readonly BindingRow[],
  periods: readonly string[],
  width: number,
  label: string,
): SVGSVGElement {
  const name = (row: BindingRow): string => (row.run ? `${row.resource}, ${row.run}` : row.resource)
  const cells: Cell[] = rows.flatMap((row) =>
    periods.map((period, at) => ({
      row: name(row),
      day: day(period),
      end: at + 1 < periods.length ? day(periods[at + 1]!) : new Date(day(period).getTime() + 30 * 864e5),
      use: Math.min(1, Math.max(0, row.use[at] ?? 0)),
      binds: row.binds[at] ?? false,
    })),
  )
  const names = rows.map(name)
  const left = Math.min(Math.ceil(Math.max(...names.map((one) => one.length)) * 6.2) + 8, Math.round(width * 0.42))
  const svg = Plot.plot({
    width,
    height: names.length * 27 + 40,
    marginTop: 6,
    marginBottom: 34,
    marginLeft: left,
    marginRight: 8,
    className: 'plot',
    x: { type: 'utc', label: null },
    y: { type: 'band', domain: names, label: null, padding: 0.16 },
    marks: [
      Plot.barX(cells.filter((one) => !one.binds), {
        x1: 'day', x2: 'end', y: 'row', fill: 'var(--seq-3)', insetTop: THIN, insetBottom: THIN, title: told,
        fillOpacity: (one: Cell) => 0.15 + 0.6 * one.use,
      }),
      Plot.barX(cells.filter((one) => one.binds), { x1: 'day', x2: 'end', y: 'row', fill: 'var(--less)', title: told }),
      Plot.axisX({ ticks: width < 420 ? 3 : 5, tickSize: 4, color: SOFT, fontSize: 11, label: null }),
      Plot.axisY({ tickSize: 0, color: INK, fontSize: 11, label: null, textOverflow: 'ellipsis', lineWidth: Math.max(8, left / 11) }),
      Plot.ruleX([day(periods[0]!)], { stroke: RULE }),
    ],
  }) as SVGSVGElement
  return finished(svg, label)
}
