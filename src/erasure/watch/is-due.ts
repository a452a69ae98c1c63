import type { KnownReturn } from './returned-people.ts'
import type { WatchMode } from './watch-state.ts'

/** Erasures of one row that is found again after each: what writes it anew would go on for ever. */
export const MOST_ERASURES = 3

/**
 * Whether somebody who is back, and whom no erasure is about now, is to be erased.
 *
 * @param known what was done about them before; undefined: they are new
 */
export function isDue(mode: WatchMode, known: KnownReturn | undefined): boolean {
  if (mode === 'report') return false
  return known === undefined || !isGivenUp(known)
}

/** Whether nothing more is done about them by itself: a person must look. */
export function isGivenUp({ tries, jobState, refusal }: KnownReturn): boolean {
  return refusal !== null || jobState === 'canceled' || tries >= MOST_ERASURES
}
