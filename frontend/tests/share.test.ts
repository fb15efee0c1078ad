import { describe, expect, test } from 'vitest'
import { packed, unpacked } from '../src/state/share'
import { BASELINE, withChange } from '../src/state/scenario_document'
import { formatRoute, parseRoute } from '../src/state/route'
import { removeScenario, saveScenario, savedScenarios, MOST_SAVED } from '../src/state/storage'

const SOME = withChange(BASELINE, 'beds', { lever: 'beds', value: 100000, unit: 'people', because: 'Bevölkerung, “quotes” and 日本' })

function store(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

describe('a link that carries a scenario', () => {
  test('what comes out is what went in', async () => {
    expect(await unpacked(await packed(SOME))).toEqual(SOME)
  })
  test('it has only letters that need no escaping', async () => {
    expect(await packed(SOME)).toMatch(/^[A-Za-z0-9_-]+$/)
  })
  test('a cut link says that it is cut', async () => {
    const letters = await packed(SOME)
    await expect(unpacked(letters.slice(0, 40))).rejects.toThrow(/cut/)
    await expect(unpacked('!!!')).rejects.toThrow(/whole scenario/)
  })
  test('a link that would unfold without end is refused', async () => {
    const huge = { ...SOME, why: 'x'.repeat(400_000) }
    await expect(unpacked(await packed(huge))).rejects.toThrow(/whole scenario/)
  })
  test('JSON that is no scenario is refused', async () => {
    await expect(unpacked(await packed([] as never))).rejects.toThrow(/whole scenario/)
    await expect(unpacked(await packed({ title: 'x', changes: [] } as never))).rejects.toThrow(/whole scenario/)
  })
})

describe('the address of the page', () => {
  test('a view, an item and options survive the way there and back', () => {
    const route = { view: 'area' as const, item: 'New York City', options: { s: 'a-b_c', measure: 'arrests: jail' } }
    expect(parseRoute(formatRoute(route))).toEqual(route)
  })
  test('an address that is not understood is the first view', () => {
    expect(parseRoute('#/nowhere/at all').view).toBe('explore')
    expect(parseRoute('').view).toBe('explore')
    expect(parseRoute('#/area/%E0%A4%A').item).toBe('%E0%A4%A')
  })
  test('options without a value are left out', () => {
    expect(formatRoute({ view: 'explore', item: '', options: { s: '', measure: 'x' } })).toBe('#/explore?measure=x')
  })
})

describe('scenarios kept in the browser', () => {
  test('one is kept, replaced by its name, and removed', () => {
    const place = store()
    saveScenario('mine', BASELINE, '2026-01-01', place)
    saveScenario('mine', SOME, '2026-01-02', place)
    expect(savedScenarios(place)).toEqual([{ name: 'mine', when: '2026-01-02', document: SOME }])
    expect(removeScenario('mine', place)).toEqual([])
  })
  test('what was kept wrongly is left out and breaks nothing', () => {
    expect(savedScenarios({ getItem: () => 'not json' })).toEqual([])
    expect(savedScenarios({ getItem: () => JSON.stringify([{ name: 1 }, { name: 'a', document: {} }]) })).toEqual([])
  })
  test('too many are refused in words', () => {
    const place = store()
    for (let at = 0; at < MOST_SAVED; at += 1) saveScenario(`s${at}`, SOME, '', place)
    expect(() => saveScenario('one more', SOME, '', place)).toThrow(/download some/)
  })
  test('a browser that keeps nothing says so', () => {
    const place = { getItem: () => null, setItem: () => { throw new Error('full') } }
    expect(() => saveScenario('a', SOME, '', place)).toThrow(/as a file/)
  })
})
