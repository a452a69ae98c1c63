import { createHash } from 'node:crypto'

/** Keeps whoever guesses tokens from having the database asked for each. */
export interface Strangers {
  /** Whether an address has guessed too often, and this is not what somebody was known by before. */
  isRefused(address: string, header: string): boolean
  /** What was found by a header. */
  note(address: string, header: string, isKnown: boolean): void
}

/** Milliseconds. */
const WINDOW = 10_000

/** Addresses, and headers that somebody was known by, that are remembered. */
const MOST = 10_000

/**
 * @param most unknown tokens of one address in ten seconds; 0: as many as come. Everybody behind one
 *   proxy has one address: who was known there before still is.
 */
export function createStrangers(most: number): Strangers {
  const guesses = new Map<string, { count: number; readonly until: number }>()
  const known = new Set<string>()

  return {
    isRefused(address, header) {
      const guessed = guesses.get(address)
      if (most === 0 || !guessed || guessed.count < most) return false
      if (guessed.until > performance.now()) return !known.has(digestOf(header))
      guesses.delete(address)
      return false
    },
    note(address, header, isKnown) {
      if (most === 0) return
      if (isKnown) {
        if (known.size >= MOST) known.clear()
        known.add(digestOf(header))
        return
      }
      if (guesses.size >= MOST) guesses.clear()
      const guessed = guesses.get(address)
      if (guessed && guessed.until > performance.now()) guessed.count += 1
      else guesses.set(address, { count: 1, until: performance.now() + WINDOW })
    },
  }
}

function digestOf(header: string): string {
  return createHash('sha256').update(header).digest('base64')
}
