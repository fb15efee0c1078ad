/** The state of the page in its address: `#/area/New%20York%20City?s=…&measure=removals`. */

export const VIEWS = ['explore', 'area', 'scenarios', 'claims', 'records', 'trust'] as const
export type View = (typeof VIEWS)[number]

export interface Route {
  view: View
  /** What of the view: an area, a claim, a series; empty for the view itself. */
  item: string
  options: Record<string, string>
}

/** What an address asks for; what is not understood is the first view. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const [view = '', ...rest] = path.split('/')
  const options: Record<string, string> = {}
  for (const [key, value] of new URLSearchParams(query)) options[key] = value
  const known = (VIEWS as readonly string[]).includes(view)
  return {
    view: known ? (view as View) : 'explore',
    item: known ? decoded(rest.join('/')) : '',
    options,
  }
}

/** The address of a route; empty options are left out. */
export function formatRoute(route: Route): string {
  const item = route.item ? `/${encodeURIComponent(route.item)}` : ''
  const given = Object.entries(route.options).filter(([, value]) => value !== '')
  const query = new URLSearchParams(given.sort()).toString()
  return `#/${route.view}${item}${query ? `?${query}` : ''}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
