/** Steps of colour for a map: a few round classes, each with its words. */

import { amount, difference } from '../words/numbers'

export interface Step {
  from: number
  to: number
  words: string
}

export const STEPS = 5

/** Round limits between the least and the most of some values. */
export function steps(values: readonly (number | null)[], unit: string): Step[] {
  const known = values.filter((one): one is number => one !== null)
  if (!known.length) return []
  const [least, most] = [Math.min(...known), Math.max(...known)]
  if (most - least < 1e-12) return [{ from: least, to: most, words: amount(most, unit) }]
  const width = round((most - least) / STEPS)
  const found: Step[] = []
  for (let from = Math.floor(least / width + 1e-9) * width; from < most - 1e-12; from += width) {
    found.push({ from, to: from + width, words: `${amount(from, unit)} to ${amount(from + width, unit)}` })
  }
  return found
}

/** Steps on both sides of nothing: fewer, no change, more. */
export function stepsOfDifference(values: readonly (number | null)[], unit: string): Step[] {
  const known = values.filter((one): one is number => one !== null)
  const most = Math.max(...known.map(Math.abs), 0)
  if (most < 1e-9) return [{ from: 0, to: 0, words: 'no change' }]
  const far = round(most / 2)
  const near = far / 10
  const found = [
    { from: -Infinity, to: -far, words: `${difference(-far, unit)} and below` },
    { from: -far, to: -near, words: `${difference(-far, unit)} to ${difference(-near, unit)}` },
    { from: -near, to: near, words: 'hardly any change' },
    { from: near, to: far, words: `${difference(near, unit)} to ${difference(far, unit)}` },
    { from: far, to: Infinity, words: `${difference(far, unit)} and above` },
  ]
  return found
}

/** Which step a value belongs to. */
export function stepOf(value: number | null, all: readonly Step[]): number {
  if (value === null || !all.length) return -1
  const found = all.findIndex((one) => value < one.to)
  return found < 0 ? all.length - 1 : found
}

function round(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 2.5, 5, 10].map((one) => one * size).find((one) => one >= value * 0.999)!
}
