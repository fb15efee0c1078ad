/**
 * A scenario as the file states it, and how the page edits it. Every function returns a new
 * document; none changes the one it is given. The server checks what comes of it and writes the
 * YAML, so that the page knows no rule of its own.
 */

export interface Condition {
  event: string
  status: string | string[]
}

export interface Change {
  lever: string
  places?: string[]
  listed?: string
  least?: number
  classes?: string[]
  from?: string
  until?: string
  value?: number
  multiply?: number
  add?: number
  series?: Record<string, number>
  'ramp-days'?: number
  unit?: string
  while?: Condition
  unless?: Condition
  because: string
  order?: string
  'at-a-time'?: number
  'visit-days'?: number
  teams?: number
  'from-home'?: number
  'out-of'?: string[]
  to?: string[]
  officers?: number
}

export interface ScenarioDocument {
  title: string
  author: string
  source: string
  why: string
  start?: string
  record?: 'hold' | 'follow'
  'builds-on'?: string | string[]
  events?: Record<string, Record<string, string>>
  without?: string | string[]
  changes: Record<string, Change>
}

/** What the page must know of a lever to state a change of it. */
export interface LeverFacts {
  name: string
  unit: string
  low: number
  high: number
  reliability: string
}

export const BASELINE: ScenarioDocument = {
  title: 'My scenario',
  author: 'whoever made it on the page',
  source: 'Stated on the page; the evidence for each lever is in its table',
  why: 'What follows if these levers are moved and nothing else changes?',
  changes: {},
}

/** Whether nothing is changed. */
export function isBaseline(document: ScenarioDocument): boolean {
  return (
    Object.keys(document.changes).length === 0 &&
    Object.keys(document.events ?? {}).length === 0 &&
    [document['builds-on'] ?? []].flat().length === 0
  )
}

/** The name under which the page keeps the change of a lever. */
export function changeName(lever: string): string {
  return `set-${lever.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}`
}

/** The change by which a slider sets a lever: the whole nation, from the first day. */
export function simpleChange(document: ScenarioDocument, lever: string): [string, Change] | undefined {
  const own = document.changes[changeName(lever)]
  if (own) return [changeName(lever), own]
  const found = Object.entries(document.changes).filter(([, change]) => change.lever === lever)
  const only = found[0]
  return found.length === 1 && only && only[1].value !== undefined ? only : undefined
}

/** All changes of a lever. */
export function changesOf(document: ScenarioDocument, lever: string): [string, Change][] {
  return Object.entries(document.changes).filter(([, change]) => change.lever === lever)
}

/**
 * A lever set to a value; where a change states one already, its value is replaced and its days,
 * places and classes stay.
 */
export function withValue(document: ScenarioDocument, lever: LeverFacts, value: number): ScenarioDocument {
  const present = simpleChange(document, lever.name)
  const because =
    `Set on the page; the evidence goes from ${lever.low} to ${lever.high} ${lever.unit}, ` +
    `reliability ${lever.reliability}.`
  const name = present?.[0] ?? changeName(lever.name)
  const before: Change = present?.[1] ?? { lever: lever.name, because }
  const { multiply: _m, add: _a, series: _s, ...kept } = before
  return withChange(document, name, { ...kept, value, unit: lever.unit })
}

/** A document with one change put in, or in the place of the one of its name. */
export function withChange(document: ScenarioDocument, name: string, change: Change): ScenarioDocument {
  return { ...document, changes: { ...document.changes, [name]: change } }
}

/** A document without one change. */
export function withoutChange(document: ScenarioDocument, name: string): ScenarioDocument {
  const { [name]: _gone, ...changes } = document.changes
  return { ...document, changes }
}

/** A document in which nothing is done to a lever. */
export function withoutLever(document: ScenarioDocument, lever: string): ScenarioDocument {
  const changes = Object.fromEntries(
    Object.entries(document.changes).filter(([, change]) => change.lever !== lever),
  )
  return { ...document, changes }
}

/** A change moved to other days; undefined leaves an end open. */
export function withDays(
  document: ScenarioDocument,
  name: string,
  from: string | undefined,
  until: string | undefined,
): ScenarioDocument {
  const change = document.changes[name]
  if (!change) return document
  const { from: _f, until: _u, ...kept } = change
  return withChange(document, name, {
    ...kept,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  })
}

/** A legal event that has a status for good from a day; without a status, as it happened. */
export function withEvent(
  document: ScenarioDocument,
  event: string,
  status: string | undefined,
  day: string,
): ScenarioDocument {
  const { [event]: _gone, ...others } = document.events ?? {}
  const events = status === undefined ? others : { ...others, [event]: { [status]: day } }
  const { events: _e, ...kept } = document
  return Object.keys(events).length ? { ...kept, events } : kept
}

/** A name that no change of the document has yet. */
export function freeName(document: ScenarioDocument, wanted: string): string {
  let name = wanted
  for (let count = 2; name in document.changes; count += 1) name = `${wanted}-${count}`
  return name
}

/** Whether two documents say the same. */
export function same(one: ScenarioDocument, other: ScenarioDocument): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    return Object.fromEntries(entries.sort().map(([key, one]) => [key, sorted(one)]))
  }
  return value
}
