import type { FailureKind } from '../src/failure.ts'

/** Milliseconds for which a lock is waited for in all: as long as one on our own tables, in one go. */
const PATIENCE = 2_000

/**
 * Whether a transaction that failed may simply run again, at once: one that lost a conflict once more;
 * one that gave up waiting for a lock until it has waited as long as is usual. On a map it gives up
 * early, so that nobody else has to.
 *
 * @param tries how often it has run
 * @param since `performance.now()` of its first beginning
 */
export function mayTryAgain(kind: FailureKind, tries: number, since: number): boolean {
  if (kind === 'locked') return performance.now() - since < PATIENCE
  return kind === 'conflict' && tries < 2
}
