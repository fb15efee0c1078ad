/** What a figure is made of: a drawing for a width, and the table behind it. */

export interface Column {
  key: string
  title: string
  unit?: string
}

export type Cell = string | number | null

export interface Table {
  columns: Column[]
  rows: Record<string, Cell>[]
}

/** Draws at a width in pixels; what is returned is put in place of the drawing before. */
export type Draw = (width: number) => SVGSVGElement | HTMLElement

/** Colours by role; the sheet of styles gives them for light and dark. */
export const INK = 'var(--ink)'
export const SOFT = 'var(--ink-soft)'
export const RULE = 'var(--rule)'
export const ACCENT = 'var(--accent)'
export const BASE = 'var(--base)'

/** Colours of parts of a whole, told apart by people who see few colours, and always labelled. */
export const PARTS = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `var(--part-${number})`)

/** The table as comma-separated values, with a line on where it comes from. */
export function csv(table: Table, source: string): string {
  const quoted = (cell: Cell | undefined): string => {
    if (cell === null || cell === undefined) return ''
    const text = String(cell)
    // A leading sign of a formula is kept from being one in a spreadsheet.
    const safe = typeof cell === 'string' && /^[=+@\t]/.test(text) ? `'${text}` : text
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const head = table.columns.map((one) => quoted(one.unit ? `${one.title} (${one.unit})` : one.title))
  const rows = table.rows.map((row) => table.columns.map((one) => quoted(row[one.key])).join(','))
  return [`# ${source.replaceAll('\n', ' ')}`, head.join(','), ...rows, ''].join('\n')
}
