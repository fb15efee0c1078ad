/** Numbers as people type them. */

const FACTORS: Record<string, number> = {
  k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9, '%': 0.01,
}

/**
 * `4,500`, `1.2 million`, `35 %`.
 *
 * Returns: the number; undefined where the text is none.
 */
export function typedNumber(text: string): number | undefined {
  const plain = text.trim().toLowerCase().replace(/[,\s]/g, '')
  const found = /^(\d+(?:\.\d+)?)(k|thousand|m|million|bn|billion|%)?$/.exec(plain)
  if (!found) return undefined
  return Number(found[1]) * (FACTORS[found[2] ?? ''] ?? 1)
}
