/** Asking the server; every failure comes as one kind of error that says what to do. */

export interface ServerProblem {
  where: string
  what: string
  fix?: string
  did_you_mean?: string | null
}

/** Something that the server refused or could not do. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly kind: string,
    readonly problems: readonly ServerProblem[] = [],
  ) {
    super(message)
    this.name = 'Refused'
  }
}

export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const headers = new Headers(options.headers)
  headers.set('Accept', 'application/json')
  let response: Response
  try {
    response = await fetch(path, { ...options, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Refused(
      'The server does not answer. It may have been stopped: start it again with "evenhand serve" and try once more.',
      'unreachable',
    )
  }
  const text = await response.text()
  let body: unknown
  try {
    body = text ? JSON.parse(text) : undefined
  } catch {
    throw new Refused('The server answered with something that is not data.', 'internal')
  }
  if (response.ok) return body as T
  const error = (body as { error?: { kind?: string; message?: string; problems?: ServerProblem[] } })?.error
  throw new Refused(error?.message ?? `The server refused (${response.status}).`, error?.kind ?? 'internal', error?.problems ?? [])
}

export function send<T>(path: string, body: unknown, options: RequestInit = {}): Promise<T> {
  return ask<T>(path, {
    ...options,
    method: options.method ?? 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}
