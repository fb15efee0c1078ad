/** Labels at the ends of lines, moved apart so that none covers another. */

export interface Label {
  text: string
  y: number
}

/**
 * Places for labels, in pixels from the top, in the order in which they were given.
 *
 * Args:
 *   wanted: Where each would be.
 *   gap: Least distance between two.
 *   top: Uppermost place.
 *   bottom: Lowest place.
 */
export function apart(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, index) => ({ y: Math.min(Math.max(y, top), bottom), index }))
  order.sort((one, other) => one.y - other.y || one.index - other.index)
  for (let at = 1; at < order.length; at += 1) {
    const [above, below] = [order[at - 1]!, order[at]!]
    below.y = Math.max(below.y, above.y + gap)
  }
  // What was pushed below the bottom is pushed back up, and pushes what is above it.
  let limit = bottom
  for (let at = order.length - 1; at >= 0; at -= 1) {
    order[at]!.y = Math.min(order[at]!.y, limit)
    limit = order[at]!.y - gap
  }
  const places = new Array<number>(wanted.length)
  for (const { y, index } of order) places[index] = y
  return places
}
