/** Chance that can be had again. */
export interface Random {
  /** A whole number from 0, less than this. */
  below(limit: number): number
  chance(share: number): boolean
  one<T>(list: readonly T[]): T
}

/** Mulberry32: equal for equal seeds, everywhere. */
export function randomBy(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, chance: (share) => next() < share, one: (list) => list[below(list.length)]! }
}
