import { describeFailure, failureKind, type FailureKind } from '../../src/failure.ts'
import type { Logger } from '../../src/logger.ts'
import { mayTryAgain } from '../may-try-again.ts'

/** Why a transaction failed that Postgres was there for. */
export interface Failure {
  readonly kind: 'conflict' | 'locked' | 'unwritable' | 'other'
  readonly error: unknown
}

export interface GroupWork<Item> {
  /** Does all of them in one transaction. */
  attempt(items: readonly Item[]): Promise<void>
  /** Ends one that failed alone. */
  settle(item: Item, failure: Failure): Promise<void>
  /** Told of each transaction that fails. */
  failed(kind: FailureKind): void
}

/**
 * Does a group to its end. One that lost a conflict is tried once more; one that fails otherwise is
 * split by halves until the bad item is alone, so that its neighbours do not notice. Where no item
 * can be written none is tried alone.
 *
 * @throws what `settle` throws, and when Postgres is away: then nothing is wrong with the group
 */
export async function runByHalves<Item>(
  work: GroupWork<Item>,
  items: readonly Item[],
  logger: Logger,
): Promise<void> {
  const failure = await tryAgain(work, items)
  if (!failure) return

  if (failure.kind === 'unwritable') {
    for (const item of items) await work.settle(item, failure)
    return
  }
  const [item] = items
  if (item !== undefined && items.length === 1) return work.settle(item, failure)
  logger.info({ jobs: items.length, failure: describeFailure(failure.error) }, 'a group is split')
  const middle = Math.ceil(items.length / 2)
  await runByHalves(work, items.slice(0, middle), logger)
  await runByHalves(work, items.slice(middle), logger)
}

async function tryAgain<Item>(
  work: GroupWork<Item>,
  items: readonly Item[],
): Promise<Failure | undefined> {
  const since = performance.now()
  for (let tries = 1; ; tries += 1) {
    const failure = await tryOnce(work, items)
    if (!failure || !mayTryAgain(failure.kind, tries, since)) return failure
  }
}

async function tryOnce<Item>(
  work: GroupWork<Item>,
  items: readonly Item[],
): Promise<Failure | undefined> {
  try {
    await work.attempt(items)
    return undefined
  } catch (error) {
    const kind = failureKind(error)
    work.failed(kind)
    if (kind === 'away') throw error
    return { kind, error }
  }
}
