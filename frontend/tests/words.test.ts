import { describe, expect, test } from 'vitest'
import { dayNumber, dayText, isDay, marks } from '../src/words/dates'
import { leverValue, placeOf, places, shareOf, valueAt } from '../src/words/levers'
import { bindingTitle, detainedTitle, firstYear, flowTitle, mostlyWhere, stockTitle, whoTitle } from '../src/words/titles'
import { typedNumber } from '../src/words/typed_numbers'
import { LatestOnly } from '../src/state/latest_only'

const days = [30, 30]
const course = (scenario: (number | null)[], baseline: (number | null)[], name = 'x') => ({ name, unit: 'people/day', scenario, baseline })

describe('titles that state the finding', () => {
  test('a rise, a fall, and no change', () => {
    expect(flowTitle('removals', course([120, 120], [100, 100]), days)).toBe('Removals rise by 20 a day in the first year')
    expect(flowTitle('removals', course([80, 80], [100, 100]), days)).toBe('Removals fall by 20 a day in the first year')
    expect(flowTitle('removals', course([100, 100], [100, 100]), days)).toBe('About 100 removals a day in the first year')
  })
  test('days count, not months', () => {
    expect(firstYear([10, 20], [10, 30])).toBeCloseTo(17.5)
  })
  test('what is left out is said to be too few, not nought', () => {
    expect(flowTitle('removals', course([null, 1], [1, 1]), days)).toMatch(/too few/)
    expect(whoTitle([course([null], [1], 'a'), course([1], [1], 'b')], 'a', 'neither', [30])).toMatch(/too few/)
  })
  test('where most of a change is', () => {
    expect(mostlyWhere([course([90], [20], 'in jails'), course([11], [10], 'elsewhere')], [30])).toBe(', most of it in jails')
    expect(mostlyWhere([course([20], [20], 'in jails')], [30])).toBe('')
  })
  test('beds that bind are named with their month', () => {
    expect(detainedTitle(course([73000], [71000]), course([73000], [73000]), '2026-02-01')).toBe('73,000 people in detention at the end, 2,000 more than in the baseline; beds bind from February 2026')
  })
  test('a stock grows, falls or stays', () => {
    expect(stockTitle('the queue', course([100, 200], [100, 200]))).toBe('The queue grows to 200')
    expect(stockTitle('the queue', course([200, 100], [200, 150]))).toBe('The queue falls to 100, 50 fewer than in the baseline')
  })
  test('what is at its limit, and since when', () => {
    const judges = { resource: 'judges', scenario_since: '2026-01-26', scenario_share: 1 }
    expect(bindingTitle([judges, { resource: 'beds', scenario_since: '2026-03-01', scenario_share: 0.9 }], '2026-01-26')).toBe('Judges all along and beds from March 2026: what is at its limit')
    expect(bindingTitle([{ resource: 'beds', scenario_since: null, scenario_share: 0 }], '2026-01-26')).toBe('Nothing is at its limit')
  })
})

describe('levers', () => {
  const log = { scale: 'log' as const, slider_low: 10, slider_high: 1000, step: 1 }
  const linear = { scale: 'linear' as const, slider_low: 0, slider_high: 1, step: 0.01 }
  test('a place on the slider and its value belong together, at the ends exactly', () => {
    expect(valueAt(log, 0)).toBe(10)
    expect(valueAt(log, places(log).max)).toBe(1000)
    expect(valueAt(log, placeOf(log, 100))).toBeCloseTo(100, 0)
    expect(valueAt(linear, 0.30000000000000004)).toBe(0.3)
  })
  test('a scale in factors can begin at nothing', () => {
    const from = { ...log, slider_low: 0 }
    expect(valueAt(from, 0)).toBe(0)
    expect(placeOf(from, 0)).toBe(0)
    expect(shareOf(from, 1000)).toBe(1)
  })
  test('a value beyond the slider is shown at its end', () => {
    expect(shareOf(linear, 5)).toBe(1)
    expect(shareOf(linear, -5)).toBe(0)
  })
  test('values are said with their unit', () => {
    expect(leverValue(0.58, 'share')).toBe('58 %')
    expect(leverValue(73000, 'people')).toBe('73,000 people')
    expect(leverValue(0.06, 'share/year')).toBe('6 % a year')
    expect(leverValue(3, 'ratio')).toBe('3 ×')
  })
})

describe('days on the calendar', () => {
  test('a day survives the way there and back', () => {
    for (const day of ['2024-02-29', '2026-01-26', '1999-12-31']) expect(dayText(dayNumber(day))).toBe(day)
  })
  test('what is no day is told', () => {
    expect(isDay('2026-02-30')).toBe(false)
    expect(isDay('2026-2-3')).toBe(false)
    expect(isDay('2026-02-03')).toBe(true)
  })
  test('years are marked, and quarters where there is room', () => {
    expect(marks(dayNumber('2026-01-26'), dayNumber('2029-12-31')).map((one) => one.words)).toEqual(['2027', '2028', '2029'])
    expect(marks(dayNumber('2026-01-26'), dayNumber('2026-12-31')).map((one) => one.words)).toEqual(['Apr', 'Jul', 'Oct'])
  })
})

describe('typed numbers', () => {
  test('as people type them', () => {
    expect(typedNumber('4,500')).toBe(4500)
    expect(typedNumber('1.2 million')).toBe(1_200_000)
    expect(typedNumber('35 %')).toBeCloseTo(0.35)
    expect(typedNumber('660k')).toBe(660_000)
  })
  test('what is none', () => {
    for (const text of ['', 'many', '1.2.3', '-5', '5 dogs']) expect(typedNumber(text)).toBeUndefined()
  })
})

describe('one request in flight', () => {
  test('the latest wins, and what lies between is never asked', async () => {
    const asked: number[] = []
    const got: number[] = []
    let release: (() => void)[] = []
    const live = new LatestOnly<number, number>(
      (one) => new Promise((done) => { asked.push(one); release.push(() => done(one)) }),
      (one) => void got.push(one),
      () => undefined,
    )
    for (const one of [1, 2, 3, 4]) live.ask(one)
    expect(asked).toEqual([1])
    release[0]!()
    await new Promise((done) => setTimeout(done))
    expect(asked).toEqual([1, 4])
    release[1]!()
    await new Promise((done) => setTimeout(done))
    expect(got).toEqual([1, 4])
    expect(live.working).toBe(false)
  })
  test('a failure stops nothing that comes after', async () => {
    const got: number[] = []
    const failed: unknown[] = []
    const live = new LatestOnly<number, number>(
      (one) => (one === 1 ? Promise.reject(new Error('no')) : Promise.resolve(one)),
      (one) => void got.push(one),
      (error) => void failed.push(error),
    )
    live.ask(1)
    live.ask(2)
    await new Promise((done) => setTimeout(done, 5))
    expect(failed).toHaveLength(1)
    expect(got).toEqual([2])
  })
})
