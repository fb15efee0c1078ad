/** Parts of a whole, the baseline and the scenario one above the other. */

import * as Plot from '@observablehq/plot'
import { amount, tick } from '../words/numbers'
import { INK, PARTS, RULE, SOFT } from './figure'
import { finished } from './line_chart'

export interface Part {
  name: string
  before: number | null
  after: number | null
}

export interface PartsChart {
  parts: readonly Part[]
  unit: string
  width: number
  label: string
  /** Both bars as long as each other: shares of 100 percent. */
  shares?: boolean
  /** What the bars are called. */
  names?: [string, string]
  /** Only the second bar: there is nothing to compare with. */
  alone?: boolean
}

interface Piece {
  run: string
  name: string
  x1: number
  x2: number
  value: number
  colour: string
}

/** The pieces of both bars, laid end to end. */
export function pieces(parts: readonly Part[], shares: boolean, names: [string, string]): Piece[] {
  const found: Piece[] = []
  for (const [run, of] of [[names[0], (one: Part) => one.before], [names[1], (one: Part) => one.after]] as const) {
    const total = parts.reduce((sum, one) => sum + (of(one) ?? 0), 0)
    let at = 0
    parts.forEach((part, index) => {
      const value = of(part) ?? 0
      const length = shares ? (total > 0 ? value / total : 0) : value
      found.push({ run, name: part.name, x1: at, x2: at + length, value: length, colour: PARTS[index % PARTS.length]! })
      at += length
    })
  }
  return found
}

/** The drawing: two bars, with a key of their parts above. */
export function partsChart(chart: PartsChart): SVGSVGElement {
  const { parts, width, unit } = chart
  const shares = chart.shares ?? false
  const names = chart.names ?? ['Baseline', 'Scenario']
  const shownNames = chart.alone ? names.slice(1) : names
  const all = pieces(parts, shares, names).filter((one) => shownNames.includes(one.run))
  const shown = shares ? 'share' : unit
  const most = Math.max(...all.map((one) => one.x2), 1e-9)
  const left = Math.ceil(Math.max(...shownNames.map((one) => one.length)) * 6.6) + 12
  const inside = width - left - 24
  const words = (one: Piece): string => amount(one.value, shown, shares ? 2 : 3)
  const key = keyLines(parts.map((one) => one.name), width)
  const top = key.lines * 18 + 8
  const height = Math.max(top + shownNames.length * 52 + 26, chart.alone ? 0 : 190)
  const svg = Plot.plot({
    width,
    height,
    marginTop: top,
    marginBottom: 24,
    marginLeft: left,
    marginRight: 24,
    className: 'plot',
    x: { domain: [0, most], label: null },
    y: { type: 'band', domain: shownNames, label: null, padding: 0.22 },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks: Math.max(2, Math.floor(inside / 90)) }),
      Plot.axisX({ ticks: Math.max(2, Math.floor(inside / 90)), tickSize: 0, tickFormat: (value: number) => tick(value, shown), color: SOFT, fontSize: 11, label: null }),
      Plot.axisY({ tickSize: 0, color: INK, fontSize: 12, label: null }),
      Plot.barX(all, { x1: 'x1', x2: 'x2', y: 'run', fill: 'colour', insetRight: 1 }),
      Plot.text(
        all.filter((one) => ((one.x2 - one.x1) / most) * inside > words(one).length * 7 + 8),
        {
          x: (one: Piece) => (one.x1 + one.x2) / 2, y: 'run', text: words,
          fill: 'var(--card)', fontSize: 11.5, fontWeight: 600,
        },
      ),
      Plot.ruleX([0], { stroke: SOFT }),
    ],
  }) as SVGSVGElement
  drawKey(svg, key.places)
  return finished(svg, chart.label)
}

interface KeyPlace {
  name: string
  x: number
  y: number
  colour: string
}

/** Where the names of the key go, in as many lines as they need. */
export function keyLines(names: readonly string[], width: number): { places: KeyPlace[]; lines: number } {
  let [x, line] = [0, 0]
  const places = names.map((name, index) => {
    const needs = 18 + name.length * 6.5 + 14
    if (x > 0 && x + needs > width) [x, line] = [0, line + 1]
    const place = { name, x, y: line * 18 + 8, colour: PARTS[index % PARTS.length]! }
    x += needs
    return place
  })
  return { places, lines: line + 1 }
}

function drawKey(svg: SVGSVGElement, places: readonly KeyPlace[]): void {
  const space = 'http://www.w3.org/2000/svg'
  for (const place of places) {
    const mark = document.createElementNS(space, 'rect')
    for (const [name, value] of Object.entries({ x: place.x, y: place.y - 5, width: 11, height: 11, fill: place.colour, rx: 2 })) {
      mark.setAttribute(name, String(value))
    }
    const text = document.createElementNS(space, 'text')
    text.setAttribute('x', String(place.x + 16))
    text.setAttribute('y', String(place.y))
    text.setAttribute('dy', '0.35em')
    text.setAttribute('text-anchor', 'start')
    text.setAttribute('fill', INK)
    text.setAttribute('font-size', '11.5')
    text.textContent = place.name
    svg.append(mark, text)
  }
}
