/** What charts are called: the finding, from the numbers that they show. */

import { amount, capital, isNothing, listed, month } from './numbers'

type Values = readonly (number | null)[]

export interface Course {
  name: string
  unit: string
  scenario: Values
  baseline: Values
}

const FIRST = 12

/** The mean over the first twelve months, each counted by its days; nothing where nothing is known. */
export function firstYear(values: Values, days: readonly number[]): number | null {
  let [sum, of] = [0, 0]
  for (let at = 0; at < Math.min(FIRST, values.length); at += 1) {
    const value = values[at]
    if (value === null || value === undefined) return null
    sum += value * (days[at] ?? 1)
    of += days[at] ?? 1
  }
  return of > 0 ? sum / of : null
}

/** The last known value. */
export function atEnd(values: Values): number | null {
  return [...values].reverse().find((one) => one !== null) ?? null
}

function differs(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return false
  return Math.abs(one - other) > 0.0005 * Math.max(Math.abs(other), 1e-9) && !isNothing(one - other)
}

/** A rise or fall of a flow in the first year: `Removals rise by 110 a day`. */
export function flowTitle(what: string, course: Course, days: readonly number[], ending = 'a day'): string {
  const [now, before] = [firstYear(course.scenario, days), firstYear(course.baseline, days)]
  if (now === null) return `${capital(what)}: too few people to be shown`
  if (before === null || !differs(now, before)) return `About ${amount(now)} ${what} ${ending} in the first year`
  const verb = now > before ? 'rise' : 'fall'
  return `${capital(what)} ${verb} by ${amount(Math.abs(now - before))} ${ending} in the first year`
}

/** Which of several parts moves most, for the end of a title. */
export function mostlyWhere(parts: readonly Course[], days: readonly number[]): string {
  const moves = parts.map((part) => {
    const [now, before] = [firstYear(part.scenario, days), firstYear(part.baseline, days)]
    return { name: part.name, move: now === null || before === null ? 0 : now - before }
  })
  const total = moves.reduce((sum, one) => sum + one.move, 0)
  const most = [...moves].sort((one, other) => Math.abs(other.move) - Math.abs(one.move))[0]
  if (!most || Math.abs(total) < 0.5 || most.move * total < 0) return ''
  return Math.abs(most.move) > 0.6 * Math.abs(total) ? `, most of it ${most.name}` : ''
}

/** Detention beside its beds. */
export function detainedTitle(detained: Course, beds: Course | undefined, since: string | null | undefined): string {
  const [now, before] = [atEnd(detained.scenario), atEnd(detained.baseline)]
  if (now === null) return 'People in detention: too few to be shown'
  const more = before !== null && differs(now, before) ? `, ${amount(Math.abs(now - before))} ${now > before ? 'more' : 'fewer'} than in the baseline` : ''
  const full = beds && since ? `; beds bind from ${month(since)}` : ''
  return `${amount(now)} people in detention at the end${more}${full}`
}

/** A stock at the end of the run beside its beginning. */
export function stockTitle(what: string, course: Course): string {
  const start = course.scenario.find((one) => one !== null) ?? null
  const [end, before] = [atEnd(course.scenario), atEnd(course.baseline)]
  if (start === null || end === null) return `${capital(what)}: too few to be shown`
  const verb = end > start * 1.005 ? 'grows' : end < start * 0.995 ? 'falls' : 'stays'
  const to = verb === 'stays' ? 'at' : 'to'
  const more = before !== null && differs(end, before) ? `, ${amount(Math.abs(end - before))} ${end > before ? 'more' : 'fewer'} than in the baseline` : ''
  return `${capital(what)} ${verb} ${to} ${amount(end)}${more}`
}

/** Who is arrested: the share of one class in the first year. */
export function whoTitle(courses: readonly Course[], which: string, words: string, days: readonly number[]): string {
  const share = (of: (one: Course) => Values): number | null => {
    const all = courses.map((one) => firstYear(of(one), days))
    const part = courses.findIndex((one) => one.name === which)
    if (part < 0 || all.some((one) => one === null)) return null
    const total = all.reduce<number>((sum, one) => sum + one!, 0)
    return total > 0 ? all[part]! / total : null
  }
  const [now, before] = [share((one) => one.scenario), share((one) => one.baseline)]
  if (now === null) return 'Who is arrested: too few people to be shown'
  const more = before !== null && Math.abs(now - before) > 0.0005 ? ` (baseline: ${amount(before, 'share')})` : ''
  return `${amount(now, 'share')} of those arrested have ${words}${more}`
}

/** Cost in the first year. */
export function costTitle(cost: Course, days: readonly number[]): string {
  const [now, before] = [firstYear(cost.scenario, days), firstYear(cost.baseline, days)]
  if (now === null) return 'Cost of all stages'
  const more = before !== null && differs(now, before) ? `, ${amount(Math.abs(now - before))} ${now > before ? 'more' : 'less'} than the baseline` : ''
  return `All stages cost ${amount(now)} US$ in the first year${more}`
}

export interface Bound {
  resource: string
  scenario_since?: string | null
  scenario_share: number
}

/** What is at its limit, and since when. */
export function bindingTitle(bound: readonly Bound[], firstDay: string): string {
  const some = bound.filter((one) => one.scenario_since)
  if (!some.length) return 'Nothing is at its limit'
  const always = some.filter((one) => one.scenario_since! <= firstDay && one.scenario_share > 0.97)
  const later = some.filter((one) => !always.includes(one))
  const parts = [
    ...(always.length ? [`${listed(always.map((one) => one.resource))} all along`] : []),
    ...later.map((one) => `${one.resource} from ${month(one.scenario_since!)}`),
  ]
  return capital(`${listed(parts)}: what is at its limit`)
}
