/** What the reader keeps in this browser: scenarios by name. Nothing else is kept of anybody. */

import { isDocument } from './share'
import type { ScenarioDocument } from './scenario_document'

const KEY = 'evenhand-scenarios'
/** More than this many are a library, which belongs in files. */
export const MOST_SAVED = 50

export interface Saved {
  name: string
  when: string
  document: ScenarioDocument
}

export function savedScenarios(store: Pick<Storage, 'getItem'> = localStorage): Saved[] {
  try {
    const found: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
    if (!Array.isArray(found)) return []
    return found.filter((one): one is Saved => typeof one?.name === 'string' && isDocument(one?.document))
  } catch {
    return []
  }
}

/**
 * Keeps a scenario; one of the same name is replaced.
 *
 * Raises: an Error in plain words when the browser keeps nothing, or there are too many.
 */
export function saveScenario(
  name: string,
  document: ScenarioDocument,
  when: string,
  store: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
): Saved[] {
  const others = savedScenarios(store).filter((one) => one.name !== name)
  if (others.length >= MOST_SAVED) {
    throw new Error(`This browser keeps ${MOST_SAVED} scenarios; download some as files and remove them here.`)
  }
  const all = [{ name, when, document }, ...others]
  put(all, store)
  return all
}

export function removeScenario(name: string, store: Pick<Storage, 'getItem' | 'setItem'> = localStorage): Saved[] {
  const others = savedScenarios(store).filter((one) => one.name !== name)
  put(others, store)
  return others
}

function put(all: Saved[], store: Pick<Storage, 'setItem'>): void {
  try {
    store.setItem(KEY, JSON.stringify(all))
  } catch {
    throw new Error('This browser keeps nothing for the page; download the scenario as a file instead.')
  }
}
