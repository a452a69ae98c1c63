import type { Backend } from './read-options.ts'

export type Better = 'higher' | 'lower'

/** One round: both sides, measured one after the other. An absolute figure has no other side. */
export interface Round {
  readonly ours: number
  readonly other: number | null
  readonly ratio: number | null
}

/** One figure of section 7 of the design; `ours`, `other` and `ratio` are its median round's. */
export interface Result extends Round {
  readonly id: string
  readonly backend: Backend
  /** Lanes of the worker where the measurement varies them. */
  readonly lanes: number | null
  readonly better: Better
  readonly unit: string
  readonly n: number
  /** What the other side was, and the setting at which each side was best. */
  readonly sides: { readonly ours: string; readonly other: string }
  readonly rounds: readonly Round[]
}

/** How many of the updates were HOT, between 0 and 1. */
export interface HotShare {
  readonly id: string
  readonly backend: Backend
  readonly messages: number
  readonly jobs: number
}

/** What a measurement found, or why it could not be made yet. */
export interface Findings {
  readonly results: readonly Result[]
  readonly hot: readonly HotShare[]
  readonly missing: readonly { readonly id: string; readonly why: string }[]
}

export const NOTHING: Findings = { results: [], hot: [], missing: [] }

/**
 * The round with the median ratio, so that its figures belong together. Of an even number the
 * worse of the two in the middle.
 */
export function medianRound(rounds: readonly Round[], better: Better): Round {
  const value = (round: Round) => round.ratio ?? round.ours
  const worstFirst = rounds.toSorted((a, b) =>
    better === 'higher' ? value(a) - value(b) : value(b) - value(a),
  )
  const middle = worstFirst[Math.floor((rounds.length - 1) / 2)]
  if (!middle) throw new Error('no round was measured')
  return middle
}
