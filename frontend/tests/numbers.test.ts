import { describe, expect, test } from 'vitest'
import { amount, amountWithUnit, dayWords, difference, listed, month, rounded, tick } from '../src/words/numbers'

describe('numbers for people', () => {
  test('three figures count, and thousands are grouped', () => {
    expect(amount(1307.4)).toBe('1,310')
    expect(amount(71064.7)).toBe('71,100')
    expect(amount(12.345)).toBe('12.3')
    expect(amount(0.1234)).toBe('0.123')
  })
  test('millions and billions are said in words', () => {
    expect(amount(3242346)).toBe('3.24 million')
    expect(amount(9619048965)).toBe('9.62 billion')
  })
  test('a share is shown in percent, and its difference in points', () => {
    expect(amount(0.4744, 'share')).toBe('47.4 %')
    expect(difference(-0.138, 'share')).toBe('−13.8 points')
  })
  test('what is missing or left out is a dash, never a nought', () => {
    expect(amount(null)).toBe('–')
    expect(amount(undefined)).toBe('–')
    expect(amount(Number.NaN)).toBe('–')
    expect(amountWithUnit(null, 'people')).toBe('not shown')
  })
  test('a negative number has a minus sign, not a hyphen', () => {
    expect(amount(-4200)).toBe('−4,200')
    expect(difference(-4200)).toBe('−4,200')
    expect(difference(4200)).toBe('+4,200')
  })
  test('a difference of nothing is said so', () => {
    expect(difference(0)).toBe('no change')
    expect(difference(0.00001, 'share')).toBe('no change')
  })
  test('nought is nought', () => {
    expect(amount(0)).toBe('0')
    expect(rounded(0)).toBe(0)
    expect(tick(0)).toBe('0')
  })
  test('axis labels are short enough for a phone', () => {
    expect(tick(1_500_000)).toBe('1.5 m')
    expect(tick(80_000)).toBe('80 k')
    expect(tick(0.4, 'share')).toBe('40 %')
    expect(tick(2500)).toBe('2,500')
  })
  test('rounding never changes a number by more than half a unit of its third figure', () => {
    for (const value of [1.005, 9.995, 99.95, 999.5, 123456, 0.00123456, 5e11]) {
      expect(Math.abs(rounded(value) - value) / value).toBeLessThanOrEqual(0.0051)
    }
  })
})

describe('days in words', () => {
  test('a month and a day', () => {
    expect(month('2026-03-01')).toBe('March 2026')
    expect(dayWords('2026-12-09')).toBe('9 December 2026')
  })
  test('a list is joined as people say it', () => {
    expect(listed(['a'])).toBe('a')
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
    expect(listed([])).toBe('')
  })
})
