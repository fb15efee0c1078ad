/** Outlines of the 25 areas, as paths of a picture. */

export interface Outlines {
  source: string
  width: number
  height: number
  areas: { area: string; path: string }[]
}

let asked: Promise<Outlines> | undefined

/** They come when a map is first drawn with them. */
export function areaOutlines(): Promise<Outlines> {
  asked ??= import('./area_outlines.json').then((found) => found.default)
  return asked
}
