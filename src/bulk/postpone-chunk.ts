import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { restWakeup } from '../jobs/wakeups.ts'
import type { ChunkId } from './claim-chunk.ts'

/** Rests after which a held row is given up: some two and a half minutes. */
const MOST_RESTS = 5

/** Seconds of the first rest, each the double of the one before. The holder may be our own other lane. */
const FIRST_REST = 5

/**
 * Lets a chunk rest whose rows somebody holds: the dispatcher delivers it again.
 *
 * @returns false when it has rested often enough
 */
export async function postponeChunk(db: Db, workspace: string, id: ChunkId): Promise<boolean> {
  return inWorkspace(db, workspace, (trx) =>
    restWakeup(trx, workspace, id, { first: FIRST_REST, most: MOST_RESTS }),
  )
}
