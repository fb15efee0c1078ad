/** The flow picture: people a year between stages, as bands as wide as their number. */

import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from 'd3-sankey'
import { amount, difference } from '../words/numbers'
import { INK, PARTS, SOFT } from './figure'
import { wrapped } from './export'
import { apart } from './labels'
import { finished } from './line_chart'

export interface FlowNode {
  id: string
  title: string
  column: number
  is_end: boolean
}

export interface FlowLink {
  source: string
  target: string
  scenario: number
  baseline: number
}

interface NodeExtra {
  id: string
  title: string
  column: number
  is_end: boolean
}

interface LinkExtra {
  scenario: number
  baseline: number
}

type Node = SankeyNode<NodeExtra, LinkExtra>
type Link = SankeyLink<NodeExtra, LinkExtra>

/** Below this width the bands are drawn wider than the window, which then scrolls. */
export const LEAST_WIDTH = 640
/** Room for the names of the last stages. */
const RIGHT = 118
/** From one name of a column to the next: two lines and a number. */
const LABEL_GAP = 40
/** Letters of a line of a stage's name. */
const LETTERS = 15
const SPACE = 'http://www.w3.org/2000/svg'

function add(parent: Element, tag: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const node = document.createElementNS(SPACE, tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value))
  if (text !== undefined) node.textContent = text
  parent.append(node)
  return node
}

/** The drawing. */
export function flowPicture(
  nodes: readonly FlowNode[],
  links: readonly FlowLink[],
  width: number,
  label: string,
): SVGSVGElement {
  const wide = Math.max(width, LEAST_WIDTH)
  const shown = links.filter((one) => one.scenario > 0)
  const used = new Set(shown.flatMap((one) => [one.source, one.target]))
  const height = Math.round(Math.min(560, Math.max(380, wide * 0.42)))
  const layout = sankey<NodeExtra, LinkExtra>()
    .nodeId((node) => node.id)
    .nodeAlign((node) => (node as unknown as NodeExtra).column)
    .nodeWidth(10)
    .nodePadding(18)
    .extent([[4, 18], [wide - RIGHT, height - 18]])
  const graph = layout({
    nodes: nodes.filter((one) => used.has(one.id)).map((one) => ({ ...one })),
    links: shown.map((one) => ({ ...one, value: one.scenario })),
  })
  const svg = document.createElementNS(SPACE, 'svg')
  for (const [name, value] of Object.entries({ class: 'plot wide', width: wide, height, viewBox: `0 0 ${wide} ${height}` })) {
    svg.setAttribute(name, String(value))
  }
  const path = sankeyLinkHorizontal<NodeExtra, LinkExtra>()
  const bands = add(svg, 'g', { fill: 'none' })
  for (const link of graph.links as Link[]) {
    const source = link.source as Node
    const target = link.target as Node
    const band = add(bands, 'path', {
      d: path(link as never) ?? '',
      stroke: colourOf(target),
      'stroke-opacity': 0.38,
      'stroke-width': Math.max(1, link.width ?? 1),
    })
    const more = difference(link.scenario - link.baseline)
    add(band, 'title', {}, `${source.title} to ${target.title}: ${amount(link.scenario)} people a year (${more} against the baseline)`)
  }
  const middles = labelPlaces(graph.nodes as Node[], height)
  for (const node of graph.nodes as Node[]) {
    const [x0, x1, y0, y1] = [node.x0 ?? 0, node.x1 ?? 0, node.y0 ?? 0, node.y1 ?? 0]
    add(svg, 'rect', { x: x0, y: y0, width: x1 - x0, height: Math.max(1, y1 - y0), fill: colourOf(node) })
    const place = { x: x1 + 6, y: middles.get(node.id) ?? (y0 + y1) / 2, 'text-anchor': 'start', 'font-size': 11.5 }
    const lines = wrapped(node.title, LETTERS)
    const text = add(svg, 'text', { ...place, fill: INK, class: 'halo' })
    lines.forEach((line, at) => {
      const dy = at === 0 ? `${0.32 - lines.length * 0.55}em` : '1.1em'
      add(text, 'tspan', { x: place.x, dy, 'font-weight': 600 }, line)
    })
    add(text, 'tspan', { x: place.x, dy: '1.1em', fill: SOFT }, amount(node.value ?? 0))
  }
  return finished(svg, label)
}

/** Heights of the stages' names, moved apart within each column. */
function labelPlaces(nodes: readonly Node[], height: number): Map<string, number> {
  const found = new Map<string, number>()
  for (const column of new Set(nodes.map((node) => node.column))) {
    const some = nodes.filter((node) => node.column === column)
    const places = apart(some.map((node) => ((node.y0 ?? 0) + (node.y1 ?? 0)) / 2), LABEL_GAP, 18, height - 18)
    some.forEach((node, at) => found.set(node.id, places[at]!))
  }
  return found
}

function colourOf(node: { id: string; title: string; column: number; is_end: boolean }): string {
  if (!node.is_end) return 'var(--part-1)'
  if (/remov/i.test(node.title)) return PARTS[1]!
  if (/releas/i.test(node.title)) return PARTS[5]!
  return PARTS[6]!
}
