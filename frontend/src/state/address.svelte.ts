/** The address of the page, and moving about in it. */

import { formatRoute, parseRoute, type Route, type View } from './route'

class Address {
  route = $state.raw<Route>(parseRoute(location.hash))

  constructor() {
    window.addEventListener('hashchange', () => (this.route = parseRoute(location.hash)))
  }

  /** An option of the address, or nothing. */
  option(name: string): string {
    return this.route.options[name] ?? ''
  }

  /** The address of a view, with the scenario that is open, so that links keep it. */
  to(view: View, item = '', options: Record<string, string> = {}): string {
    const { s, scenario } = this.route.options
    return formatRoute({ view, item, options: { ...(s ? { s } : {}), ...(scenario ? { scenario } : {}), ...options } })
  }

  /** Goes there; a step back returns. */
  go(view: View, item = '', options: Record<string, string> = {}): void {
    location.hash = this.to(view, item, options)
  }

  /** Notes options in the address; no step back is made of it. */
  note(options: Record<string, string>): void {
    this.put({ ...this.route, options: { ...this.route.options, ...options } })
  }

  private put(route: Route): void {
    const text = formatRoute(route)
    if (text === formatRoute(this.route)) return
    this.route = parseRoute(text)
    history.replaceState(null, '', text)
  }
}

export const address = new Address()
