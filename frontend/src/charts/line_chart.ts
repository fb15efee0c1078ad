/** Lines over months: each with its baseline beside it, its interval, and its name at its end. */

import * as Plot from '@observablehq/plot'
import { tick } from '../words/numbers'
import { BASE, INK, RULE, SOFT } from './figure'
import { apart } from './labels'

type Values = readonly (number | null)[]

export interface Line {
  name: string
  colour: string
  values: Values
  /** The same in the run to compare with, drawn broken. */
  before?: Values
  low?: Values
  high?: Values
  /** A limit rather than a course: drawn in steps. */
  step?: boolean
  /** Drawn broken, as what others are compared with. */
  broken?: boolean
  /** What the record says of the time before, and where it overlaps. */
  past?: readonly { day: string; value: number }[]
}

export interface LineChart {
  periods: readonly string[]
  lines: readonly Line[]
  unit: string
  width: number
  height?: number
  /** What is said of the broken lines, where there are any. */
  beforeName?: string
  zero?: boolean
  label: string
}

const LABEL_GAP = 14
const LETTER = 7.1
const TOP = 12
const BOTTOM = 34
/** All charts of a row are as high as each other. */
export const HEIGHT = 250

interface Point {
  day: Date
  value: number | null
  low?: number | null
  high?: number | null
}

function day(text: string): Date {
  return new Date(`${text}T00:00:00Z`)
}

function last(values: Values): number | null {
  for (let at = values.length - 1; at >= 0; at -= 1) {
    const value = values[at]
    if (value !== null && value !== undefined) return value
  }
  return null
}

/** The drawing. */
export function lineChart(chart: LineChart): SVGSVGElement {
  const { periods, lines, unit, width } = chart
  const height = chart.height ?? HEIGHT
  const days = periods.map(day)
  const points = (values: Values, line?: Line): Point[] =>
    days.map((one, at) => ({
      day: one,
      value: values[at] ?? null,
      low: line?.low?.[at] ?? null,
      high: line?.high?.[at] ?? null,
    }))

  const before = lines.flatMap((line) => (line.past ?? []).map((one) => day(one.day).getTime()))
  const names = lines.map((line) => line.name)
  const different = lines.some((line) => line.before && differs(line.values, line.before))
  const longest = Math.max(...names.map((name) => name.length), different ? 8 : 0)
  const marginRight = Math.min(Math.round(width * 0.42), Math.ceil(longest * LETTER) + 10)

  const all = lines.flatMap((line) => [
    ...line.values,
    ...(line.before ?? []),
    ...(line.low ?? []),
    ...(line.high ?? []),
    ...(line.past ?? []).map((one) => one.value),
  ])
  const known = all.filter((one): one is number => one !== null)
  const top = Math.max(...known, chart.zero === false ? -Infinity : 0)
  const least = Math.min(...known, chart.zero === false ? Infinity : 0)
  const span = top - least || 1
  const domain: [number, number] = [
    chart.zero === false ? least - span * 0.05 : Math.min(0, least),
    top + span * 0.06,
  ]
  const inside = height - TOP - BOTTOM
  const toPixel = (value: number): number =>
    TOP + inside * (1 - (value - domain[0]) / (domain[1] - domain[0]))

  const labels: { text: string; y: number; colour: string }[] = lines
    .filter((line) => last(line.values) !== null)
    .map((line) => ({ text: line.name, y: toPixel(last(line.values)!), colour: line.colour }))
  // With one line, its baseline has a name of its own; with more, the broken line is explained once.
  const only = lines.filter((line) => line.before)
  if (different && only.length === 1 && last(only[0]!.before!) !== null) {
    labels.push({ text: chart.beforeName ?? 'baseline', y: toPixel(last(only[0]!.before!)!), colour: BASE })
  }
  const places = apart(labels.map((one) => one.y), LABEL_GAP, TOP, height - BOTTOM)

  const curve = (line: Line): Plot.CurveName => (line.step ? 'step-after' : 'monotone-x')
  const svg = Plot.plot({
    width,
    height,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: 44,
    marginRight,
    className: 'plot',
    x: { type: 'utc', domain: [new Date(Math.min(days[0]!.getTime(), ...before)), days[days.length - 1]!], label: null },
    y: { domain, label: null },
    marks: [
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: 5 }),
      Plot.ruleY(domain[0] <= 0 ? [0] : [], { stroke: SOFT }),
      Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: (value: number) => tick(value, unit), color: SOFT, fontSize: 11, label: null }),
      Plot.axisX({ ticks: width < 420 ? 3 : 5, tickSize: 4, color: SOFT, fontSize: 11, label: null }),
      ...lines.filter((line) => line.low && line.high).map((line) =>
        Plot.areaY(points(line.values, line), {
          x: 'day', y1: 'low', y2: 'high', fill: line.colour, fillOpacity: 0.16, curve: curve(line),
        }),
      ),
      ...lines.filter((line) => line.before && different).map((line) =>
        Plot.lineY(points(line.before!), {
          x: 'day', y: 'value', stroke: only.length === 1 ? BASE : line.colour, strokeWidth: 1.4,
          strokeDasharray: '5 3', curve: curve(line),
        }),
      ),
      ...lines.filter((line) => line.past?.length).map((line) =>
        Plot.lineY(line.past!.map((one) => ({ day: day(one.day), value: one.value })), {
          x: 'day', y: 'value', stroke: INK, strokeWidth: 1.3, strokeOpacity: 0.75,
        }),
      ),
      ...(before.length ? [Plot.ruleX([days[0]!], { stroke: SOFT, strokeDasharray: '2 2' })] : []),
      // What others are compared with is drawn last, so that a line upon it does not hide it.
      ...[...lines].sort((one, other) => Number(one.broken ?? false) - Number(other.broken ?? false)).map((line) =>
        Plot.lineY(points(line.values), {
          x: 'day', y: 'value', stroke: line.colour, strokeWidth: line.step ? 1.6 : 2.2, curve: curve(line),
          ...(line.step ? { strokeDasharray: '1.5 2.5' } : line.broken ? { strokeDasharray: '5 3' } : {}),
        }),
      ),
    ],
  }) as SVGSVGElement
  placeLabels(svg, labels, places, width - marginRight + 6, marginRight - 8)
  return finished(svg, chart.label)
}

/** The names at the ends of lines, drawn by hand: the places are already in pixels. */
function placeLabels(
  svg: SVGSVGElement,
  labels: readonly { text: string; colour: string }[],
  places: readonly number[],
  x: number,
  room: number,
): void {
  const space = 'http://www.w3.org/2000/svg'
  labels.forEach((label, at) => {
    const text = document.createElementNS(space, 'text')
    text.setAttribute('x', String(x))
    text.setAttribute('y', String(places[at]))
    text.setAttribute('dy', '0.32em')
    text.setAttribute('text-anchor', 'start')
    text.setAttribute('fill', label.colour === BASE ? SOFT : label.colour === INK ? INK : label.colour)
    text.setAttribute('class', 'label')
    const most = Math.floor(room / LETTER)
    text.textContent = label.text.length > most + 1 ? `${label.text.slice(0, most - 1)}…` : label.text
    svg.append(text)
  })
}

function differs(one: Values, other: Values): boolean {
  return one.some((value, at) => {
    const before = other[at] ?? null
    if (value === null || before === null) return value !== before
    return Math.abs(value - before) > 1e-9 + 1e-6 * Math.abs(before)
  })
}

/** A drawing of Plot as the page wants it: no style element, which the page's policy forbids. */
export function finished<T extends SVGSVGElement | HTMLElement>(drawing: T, label: string): T {
  for (const style of drawing.querySelectorAll('style')) style.remove()
  drawing.setAttribute('role', 'img')
  drawing.setAttribute('aria-label', label)
  for (const child of drawing.querySelectorAll('[aria-label]')) child.removeAttribute('aria-label')
  for (const child of drawing.querySelectorAll('[aria-description]')) child.removeAttribute('aria-description')
  return drawing
}
