/** Tables behind the charts of a run. */

import type { Table } from './figure'

type Values = readonly (number | null)[]

interface Course {
  id?: string
  name: string
  unit: string
  scenario: Values
  baseline: Values
}

interface Interval {
  low: Values
  high: Values
}

/** Courses by month: the scenario and the baseline of each, with intervals where there are any. */
export function monthsTable(months: readonly string[], courses: readonly Course[], intervals: Map<string, Interval> = new Map()): Table {
  const columns: Table['columns'] = [{ key: 'month', title: 'Month' }]
  for (const [index, course] of courses.entries()) {
    columns.push({ key: `${index} s`, title: `${course.name}, scenario`, unit: course.unit })
    if (course.id && intervals.has(course.id)) {
      columns.push({ key: `${index} l`, title: 'low (5 %)', unit: course.unit })
      columns.push({ key: `${index} h`, title: 'high (95 %)', unit: course.unit })
    }
    columns.push({ key: `${index} b`, title: `${course.name}, baseline`, unit: course.unit })
  }
  const rows = months.map((month, at) => {
    const row: Table['rows'][number] = { month }
    for (const [index, course] of courses.entries()) {
      row[`${index} s`] = course.scenario[at] ?? null
      row[`${index} b`] = course.baseline[at] ?? null
      const interval = course.id ? intervals.get(course.id) : undefined
      if (interval) {
        row[`${index} l`] = interval.low[at] ?? null
        row[`${index} h`] = interval.high[at] ?? null
      }
    }
    return row
  })
  return { columns, rows }
}

/** A month of fewer days says little of a flow, which differs by day of the week. */
const FEW_DAYS = 15

/**
 * Values for drawing: of a flow, months of a few days are left out; tables have them.
 *
 * Args:
 *   values: By month.
 *   days: Days of each month that the run covers.
 *   flow: Whether they are people a day rather than people.
 */
export function wholeMonths(values: Values, days: readonly number[], flow: boolean): Values {
  return flow ? values.map((value, at) => ((days[at] ?? 0) < FEW_DAYS ? null : value)) : values
}

/** Parts in both runs. */
export function partsTable(what: string, parts: readonly { name: string; before: number | null; after: number | null }[], unit: string): Table {
  return {
    columns: [
      { key: 'name', title: what },
      { key: 'baseline', title: 'Baseline', unit },
      { key: 'scenario', title: 'Scenario', unit },
    ],
    rows: parts.map((one) => ({ name: one.name, baseline: one.before, scenario: one.after })),
  }
}
