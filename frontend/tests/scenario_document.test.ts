import { describe, expect, test } from 'vitest'
import {
  BASELINE, changeName, freeName, isBaseline, same, withChange, withDays, withEvent, withoutChange, withoutLever, withValue,
  type ScenarioDocument,
} from '../src/state/scenario_document'

const BEDS = { name: 'beds', unit: 'people', low: 68000, high: 92600, reliability: 'C' }

describe('editing a scenario', () => {
  test('setting a lever adds one change with its unit and a reason', () => {
    const found = withValue(BASELINE, BEDS, 100000)
    const change = found.changes[changeName('beds')]!
    expect(change).toMatchObject({ lever: 'beds', value: 100000, unit: 'people' })
    expect(change.because.length).toBeGreaterThan(10)
    expect(isBaseline(found)).toBe(false)
  })
  test('setting it again replaces the value and adds no second change', () => {
    const found = withValue(withValue(BASELINE, BEDS, 100000), BEDS, 50000)
    expect(Object.keys(found.changes)).toHaveLength(1)
    expect(found.changes[changeName('beds')]!.value).toBe(50000)
  })
  test('a value set on a shipped change keeps its days, places and reason', () => {
    const shipped: ScenarioDocument = {
      ...BASELINE,
      changes: { 'hundred-thousand-beds': { lever: 'beds', value: 100000, unit: 'people', from: '2026-02-01', 'ramp-days': 302, because: 'The plan of the agency.' } },
    }
    const found = withValue(shipped, BEDS, 80000)
    expect(found.changes['hundred-thousand-beds']).toEqual({ lever: 'beds', value: 80000, unit: 'people', from: '2026-02-01', 'ramp-days': 302, because: 'The plan of the agency.' })
  })
  test('no document given is changed', () => {
    const before = structuredClone(BASELINE)
    withDays(withEvent(withValue(BASELINE, BEDS, 1), 'eo50', 'in force', '2025-04-08'), changeName('beds'), '2026-03-01', undefined)
    expect(BASELINE).toEqual(before)
  })
  test('resetting a lever takes all its changes away, and only these', () => {
    let found = withValue(BASELINE, BEDS, 1)
    found = withChange(found, 'more', { lever: 'beds', multiply: 2, because: 'twice as many of them' })
    found = withValue(found, { ...BEDS, name: 'judges' }, 700)
    expect(Object.keys(withoutLever(found, 'beds').changes)).toEqual([changeName('judges')])
  })
  test('an open end is no key at all', () => {
    const found = withDays(withValue(BASELINE, BEDS, 1), changeName('beds'), '2026-03-01', '2026-09-01')
    expect(found.changes[changeName('beds')]).toMatchObject({ from: '2026-03-01', until: '2026-09-01' })
    const open = withDays(found, changeName('beds'), undefined, undefined).changes[changeName('beds')]!
    expect('from' in open).toBe(false)
    expect('until' in open).toBe(false)
  })
  test('an event is switched, and switched back to what happened', () => {
    const found = withEvent(BASELINE, 'eo50', 'in force', '2025-04-08')
    expect(found.events).toEqual({ eo50: { 'in force': '2025-04-08' } })
    const back = withEvent(found, 'eo50', undefined, '')
    expect('events' in back).toBe(false)
    expect(same(back, BASELINE)).toBe(true)
  })
  test('a name that is taken gets a number', () => {
    const found = withChange(BASELINE, 'beds', { lever: 'beds', value: 1, because: 'for the test only' })
    expect(freeName(found, 'beds')).toBe('beds-2')
    expect(freeName(found, 'judges')).toBe('judges')
  })
  test('the order of keys does not make documents differ', () => {
    const one = { ...BASELINE, changes: { a: { lever: 'beds', value: 1, because: 'for the test only' } } }
    const { changes: _changes, ...head } = BASELINE
    const other = { changes: { a: { because: 'for the test only', value: 1, lever: 'beds' } }, ...head }
    expect(same(one, other)).toBe(true)
    expect(same(one, withoutChange(one, 'a'))).toBe(false)
  })
})
