/** Days as places on a line, and back. */

const DAY = 864e5

export function dayNumber(text: string): number {
  return Math.round(Date.parse(`${text}T00:00:00Z`) / DAY)
}

export function dayText(number: number): string {
  return new Date(number * DAY).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && dayText(dayNumber(text)) === text
}

/** The first days of the years between two days, or of quarters where these are close. */
export function marks(first: number, last: number): { at: number; words: string }[] {
  const found: { at: number; words: string }[] = []
  const [from, to] = [new Date(first * DAY), new Date(last * DAY)]
  const quarters = last - first < 800
  for (let year = from.getUTCFullYear(); year <= to.getUTCFullYear(); year += 1) {
    for (const month of quarters ? [1, 4, 7, 10] : [1]) {
      const at = dayNumber(`${year}-${String(month).padStart(2, '0')}-01`)
      if (at >= first && at <= last) found.push({ at, words: month === 1 ? String(year) : ['Apr', 'Jul', 'Oct'][(month - 4) / 3]! })
    }
  }
  return found
}
