/** A whole scenario in a link: its JSON, deflated, in letters that a link may have. */

import type { ScenarioDocument } from './scenario_document'

/** A link longer than this is cut by some programs that pass links on. */
export const LONG_LINK = 2000
const MOST_JSON = 200_000

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array> {
  const out = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair)
  const parts: Uint8Array[] = []
  let size = 0
  const reader = (out as ReadableStream<Uint8Array>).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > MOST_JSON) throw new Error('The link holds more than a scenario can be.')
    parts.push(value)
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The document as letters for a link. */
export async function packed(document: ScenarioDocument): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(document))
  const small = await through(bytes, new CompressionStream('deflate-raw'))
  let text = ''
  for (const byte of small) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * The document that a link carries.
 *
 * Raises: an Error in plain words when the letters are no scenario.
 */
export async function unpacked(letters: string): Promise<ScenarioDocument> {
  const wrong = 'The link does not carry a whole scenario; it may have been cut when it was passed on.'
  try {
    const text = atob(letters.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    const json = await through(bytes, new DecompressionStream('deflate-raw'))
    const found: unknown = JSON.parse(new TextDecoder().decode(json))
    if (!isDocument(found)) throw new Error(wrong)
    return found
  } catch {
    throw new Error(wrong)
  }
}

/** Whether something has the shape of a scenario; the server checks what is in it. */
export function isDocument(found: unknown): found is ScenarioDocument {
  if (!found || typeof found !== 'object' || Array.isArray(found)) return false
  const { title, changes } = found as Record<string, unknown>
  return typeof title === 'string' && !!changes && typeof changes === 'object' && !Array.isArray(changes)
}
