import { describe, expect, test } from 'vitest'
import { pieces } from '../src/charts/bars'
import { csv } from '../src/charts/figure'
import { fileName, wrapped } from '../src/charts/export'
import { apart } from '../src/charts/labels'
import { stepOf, steps, stepsOfDifference } from '../src/charts/steps'
import { monthsTable, wholeMonths } from '../src/charts/tables'

describe('labels at the ends of lines', () => {
  test('none is nearer to another than the gap, and all stay inside', () => {
    const places = apart([100, 101, 102, 300, 299, 0], 14, 10, 300)
    const sorted = [...places].sort((a, b) => a - b)
    for (let at = 1; at < sorted.length; at += 1) expect(sorted[at]! - sorted[at - 1]!).toBeGreaterThanOrEqual(14 - 1e-9)
    expect(Math.min(...places)).toBeGreaterThanOrEqual(10)
    expect(Math.max(...places)).toBeLessThanOrEqual(300)
  })
  test('labels that are apart stay where they are', () => {
    expect(apart([20, 200, 100], 14, 0, 300)).toEqual([20, 200, 100])
  })
})

describe('tables and files', () => {
  test('a cell with a comma or a quote is quoted, a missing one is empty', () => {
    const text = csv({ columns: [{ key: 'a', title: 'A' }, { key: 'b', title: 'B', unit: 'people' }], rows: [{ a: 'x, "y"', b: null }] }, 'source')
    expect(text).toBe('# source\nA,B (people)\n"x, ""y""",\n')
  })
  test('text that a spreadsheet would take for a formula is kept as text', () => {
    expect(csv({ columns: [{ key: 'a', title: 'A' }], rows: [{ a: '=1+1' }] }, 's')).toContain("'=1+1")
  })
  test('names of files have letters that every system takes', () => {
    expect(fileName('Arrests rise by 710 a day, “most” of it', 'svg')).toBe('evenhand-arrests-rise-by-710-a-day-most-of-it.svg')
    expect(fileName('///', 'csv')).toBe('evenhand-chart.csv')
  })
  test('no line of a caption is longer than asked, where words allow it', () => {
    expect(wrapped('one two three four', 9)).toEqual(['one two', 'three', 'four'])
  })
  test('two courses of the same name have columns of their own', () => {
    const course = { name: 'jail', unit: 'people/day', scenario: [1], baseline: [2] }
    const table = monthsTable(['2026-02-01'], [course, { ...course, scenario: [3] }])
    expect(new Set(table.columns.map((one) => one.key)).size).toBe(table.columns.length)
    expect(Object.values(table.rows[0]!)).toEqual(['2026-02-01', 1, 2, 3, 2])
  })
  test('a month of a few days is left out of a drawn flow, and kept of a stock', () => {
    expect(wholeMonths([9, 5], [6, 28], true)).toEqual([null, 5])
    expect(wholeMonths([9, 5], [6, 28], false)).toEqual([9, 5])
  })
})

describe('parts of a whole', () => {
  const parts = [{ name: 'a', before: 1, after: 3 }, { name: 'b', before: 1, after: 1 }]
  test('shares of each bar add up to one', () => {
    const all = pieces(parts, true, ['Baseline', 'Scenario'])
    expect(all.filter((one) => one.run === 'Scenario').map((one) => one.x2)).toEqual([0.75, 1])
  })
  test('amounts lie end to end', () => {
    expect(pieces(parts, false, ['Baseline', 'Scenario']).map((one) => [one.x1, one.x2])).toEqual([[0, 1], [1, 2], [0, 3], [3, 4]])
  })
  test('nothing at all is drawn as nothing', () => {
    expect(pieces([{ name: 'a', before: 0, after: null }], true, ['B', 'S']).every((one) => one.x2 === 0)).toBe(true)
  })
})

describe('steps of colour', () => {
  test('every value has a step, the most included', () => {
    const values = [3, 40, 166, 91.02]
    const all = steps(values, 'people/day')
    for (const value of values) {
      const at = stepOf(value, all)
      expect(at).toBeGreaterThanOrEqual(0)
      expect(value).toBeGreaterThanOrEqual(all[at]!.from)
    }
    expect(all.length).toBeLessThanOrEqual(6)
  })
  test('what is left out has none', () => {
    expect(stepOf(null, steps([1, 2], 'people'))).toBe(-1)
    expect(steps([null], 'people')).toEqual([])
  })
  test('differences go both ways from the middle', () => {
    const all = stepsOfDifference([-100, 0, 50], 'people')
    expect(stepOf(0, all)).toBe(2)
    expect(stepOf(-100, all)).toBe(0)
    expect(stepOf(100, all)).toBe(4)
    expect(stepsOfDifference([0, 0], 'people')).toHaveLength(1)
  })
})
