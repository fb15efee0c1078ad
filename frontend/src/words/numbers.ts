/** Numbers as people read them: three figures that count, with the unit in words. */

const MINUS = '−'

/** A unit as the model writes it, in the words of a chart. */
export const UNIT_WORDS: Record<string, string> = {
  'people/day': 'people a day',
  'hours/day': 'hours a day',
  'seats/day': 'seats a day',
  'completions/day': 'cases decided a day',
  'people/month': 'people a month',
  'US$/year': 'US$ a year',
  'share/year': 'a year',
  share: 'share',
  ratio: 'times',
}

/** The unit in words. */
export function unitWords(unit: string): string {
  return UNIT_WORDS[unit] ?? unit.replace('/', ' per ')
}

/** A number rounded to so many significant figures; whole numbers of up to them stay whole. */
export function rounded(value: number, figures = 3): number {
  if (value === 0 || !Number.isFinite(value)) return value
  const size = Math.floor(Math.log10(Math.abs(value)))
  const factor = 10 ** (figures - 1 - size)
  return factor >= 1 ? Math.round(value * factor) / factor : Math.round(value / (1 / factor)) / factor
}

function grouped(value: number, digits: number): string {
  return Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  })
}

function magnitude(value: number, figures: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return `${grouped(rounded(size / 1e9, figures), 2)} billion`
  if (size >= 1e6) return `${grouped(rounded(size / 1e6, figures), 2)} million`
  const short = rounded(size, figures)
  return grouped(short, short >= 100 ? 0 : short >= 10 ? 1 : short >= 1 ? 2 : 3)
}

/**
 * A number in its unit, without the unit's words: `1,310`, `47.4 %`, `10.3 billion`.
 *
 * Args:
 *   value: The number; null where there is none or it is left out for being small.
 *   unit: Its unit, as the model writes it.
 *   figures: Significant figures.
 */
export function amount(value: number | null | undefined, unit = '', figures = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const sign = value < 0 && rounded(value, figures) !== 0 ? MINUS : ''
  if (unit === 'share') return `${sign}${grouped(rounded(Math.abs(value) * 100, figures), 1)} %`
  return sign + magnitude(value, figures)
}

/** A number with its unit in words: `1,310 people a day`. */
export function amountWithUnit(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return 'not shown'
  if (unit === 'share') return amount(value, unit)
  return `${amount(value, unit)} ${unitWords(unit)}`.trim()
}

/** A difference with its sign: `+730`, `−4.2 points`, `no change`. */
export function difference(value: number | null | undefined, unit = ''): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  if (isNothing(value, unit)) return 'no change'
  const sign = value > 0 ? '+' : MINUS
  if (unit === 'share') return `${sign}${grouped(rounded(Math.abs(value) * 100, 3), 1)} points`
  return sign + magnitude(value, 3)
}

/** Whether a difference is too small to be told. */
export function isNothing(value: number, unit = ''): boolean {
  return Math.abs(value) < (unit === 'share' ? 0.0005 : 0.005)
}

/** An axis label: `1.5 m`, `80 k`, `40 %`; short enough for a phone. */
export function tick(value: number, unit = ''): string {
  if (unit === 'share') return `${grouped(value * 100, 1)} %`
  const sign = value < 0 ? MINUS : ''
  const size = Math.abs(value)
  if (size >= 1e9) return `${sign}${grouped(size / 1e9, 2)} bn`
  if (size >= 1e6) return `${sign}${grouped(size / 1e6, 2)} m`
  if (size >= 10_000) return `${sign}${grouped(size / 1e3, 1)} k`
  return sign + grouped(size, 2)
}

/** More, fewer, higher, lower: how a difference is said of a thing. */
export function moreOrFewer(value: number, countable = true): string {
  if (value > 0) return 'more'
  return countable ? 'fewer' : 'less'
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
  'September', 'October', 'November', 'December']

/** `2026-03-01` as `March 2026`. */
export function month(day: string): string {
  const [year, number] = day.split('-').map(Number)
  return `${MONTHS[(number ?? 1) - 1]} ${year}`
}

/** `2026-03-01` as `1 March 2026`. */
export function dayWords(day: string): string {
  const [year, number, date] = day.split('-').map(Number)
  return `${date} ${MONTHS[(number ?? 1) - 1]} ${year}`
}

/** A list in words: `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`
}

/** The first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** How far to trust a figure, in the words of the record. */
export const RELIABILITY: Record<string, string> = {
  A: 'a government file, read here',
  B: 'an official or peer-reviewed statement',
  C: 'a backtest, the press, or derived',
  D: 'weak evidence',
  E: 'an assumption',
}
