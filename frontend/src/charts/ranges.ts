/** Ranges one above the other: a mark for the middle, a line for the interval, a second pair beside it. */

import * as Plot from '@observablehq/plot'
import { tick } from '../words/numbers'
import { ACCENT, BASE, INK, RULE, SOFT } from './figure'
import { finished } from './line_chart'

export interface Range {
  name: string
  middle: number
  low: number
  high: number
  /** The range before: a prior, the ends of the evidence. */
  before?: { middle: number; low: number; high: number }
}

/** The drawing; the range before is hollow and broken, the one after filled and whole. */
export function rangesChart(
  ranges: readonly Range[],
  options: { unit: string; width: number; label: string; at?: number },
): SVGSVGElement {
  const { width, unit } = options
  const names = ranges.map((one) => one.name)
  // Where there is no room beside the ranges, names stand above them.
  const stacked = width < 560
  const left = stacked ? 8 : Math.min(Math.ceil(Math.max(...names.map((one) => one.length)) * 7) + 10, Math.round(width * 0.46))
  const before = ranges.filter((one) => one.before).map((one) => ({ name: one.name, ...one.before! }))
  const [above, below] = [stacked ? 2 : -5, stacked ? 11 : 5]
  const count = Math.max(2, Math.floor((width - left) / 90))
  const svg = Plot.plot({
    width,
    height: names.length * (stacked ? 44 : 26) + 34,
    marginTop: 6,
    marginBottom: 24,
    marginLeft: left,
    marginRight: 18,
    className: 'plot',
    x: { label: null },
    y: { type: 'band', domain: names, label: null, axis: null },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks: count }),
      Plot.axisX({ ticks: count, tickSize: 0, tickFormat: (value: number) => tick(value, unit), color: SOFT, fontSize: 11, label: null }),
      ...(options.at === undefined ? [] : [Plot.ruleX([options.at], { stroke: SOFT })]),
      Plot.ruleY(before, { x1: 'low', x2: 'high', y: 'name', stroke: BASE, strokeWidth: 1.5, strokeDasharray: '3 2', dy: above }),
      Plot.dot(before, { x: 'middle', y: 'name', stroke: BASE, fill: 'var(--card)', r: 3.2, dy: above }),
      Plot.ruleY(ranges, { x1: 'low', x2: 'high', y: 'name', stroke: ACCENT, strokeWidth: 2.4, dy: before.length || stacked ? below : 0 }),
      Plot.dot(ranges, { x: 'middle', y: 'name', fill: ACCENT, r: 4, dy: before.length || stacked ? below : 0 }),
      Plot.text(names, {
        y: (one: string) => one, text: (one: string) => one, frameAnchor: 'left', fill: INK, fontSize: 11.5,
        ...(stacked ? { textAnchor: 'start', dy: -12 } : { textAnchor: 'end', dx: -8 }),
      }),
    ],
  }) as SVGSVGElement
  return finished(svg, options.label)
}

export interface Reading {
  name: string
  value: number
  /** Whether it is what the sentence says, the number that is tried, or a definition. */
  kind: 'stated' | 'tried' | 'definition' | 'best'
}

/** Numbers on one line, each with its name: what is stated beside what the record says. */
export function readingsChart(
  readings: readonly Reading[],
  options: { unit: string; width: number; label: string; close?: [number, number] | undefined; rough?: [number, number] | undefined },
): SVGSVGElement {
  const { width, unit } = options
  const most = Math.max(...readings.map((one) => one.value), 1e-9) * 1.08
  const names = readings.map((one, at) => ({ ...one, row: at }))
  const stacked = width < 520
  const left = stacked ? 8 : Math.min(Math.ceil(Math.max(...readings.map((one) => one.name.length)) * 6.2) + 12, Math.round(width * 0.5))
  const step = stacked ? 40 : 28
  const zone = (range: [number, number] | undefined, fill: string, opacity: number): Plot.Markish[] =>
    range ? [Plot.rectX([range], { x1: '0', x2: '1', fill, fillOpacity: opacity })] : []
  const svg = Plot.plot({
    width,
    height: readings.length * step + 30,
    marginTop: 4,
    marginBottom: 24,
    marginLeft: left,
    marginRight: 64,
    className: 'plot',
    x: { domain: [0, most], label: null },
    y: { type: 'band', domain: names.map((one) => one.row), label: null, padding: stacked ? 0.62 : 0.36, axis: null, align: stacked ? 1 : 0.5 },
    marks: [
      ...zone(options.rough, 'var(--part-4)', 0.16),
      ...zone(options.close, 'var(--good)', 0.25),
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks: Math.max(2, Math.floor((width - left) / 110)) }),
      Plot.axisX({ ticks: Math.max(2, Math.floor((width - left) / 110)), tickSize: 0, tickFormat: (value: number) => tick(value, unit), color: SOFT, fontSize: 11, label: null }),
      Plot.barX(names, { x: 'value', y: 'row', fill: (one: Reading) => (one.kind === 'stated' || one.kind === 'tried' ? 'var(--part-2)' : one.kind === 'best' ? ACCENT : 'var(--seq-2)') }),
      Plot.text(names, { x: 'value', y: 'row', text: (one: Reading) => tick(one.value, unit), textAnchor: 'start', dx: 5, fill: INK, fontSize: 12, fontWeight: 600 }),
      stacked
        ? Plot.text(names, { x: 0, y: 'row', text: 'name', textAnchor: 'start', dy: -15, fill: INK, fontSize: 11.5, lineWidth: Math.floor((width - 20) / 11), textOverflow: 'ellipsis' })
        : Plot.text(names, { x: 0, y: 'row', text: 'name', textAnchor: 'end', dx: -8, fill: INK, fontSize: 11.5, lineWidth: left / 11, textOverflow: 'ellipsis' }),
      Plot.ruleX([0], { stroke: SOFT }),
    ],
  }) as SVGSVGElement
  return finished(svg, options.label)
}
