import { randomInt } from 'node:crypto'

export interface SeededRandom {
  readonly seed: number
  /** At least 0, below 1. */
  next(): number
  below(limit: number): number
  pick<T>(from: readonly T[]): T
}

/** The same numbers for the same seed. The seed is printed; `UNSAID_TEST_SEED` plays it again. */
export function seededRandom(name: string, given?: number): SeededRandom {
  const seed = given ?? Number(process.env.UNSAID_TEST_SEED ?? randomInt(2 ** 31))
  process.stdout.write(`${name}: UNSAID_TEST_SEED=${seed}\n`)
  let state = seed
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { seed, next, below, pick: (from) => from[below(from.length)]! }
}
