import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
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
  const { numAffectedRows } = await inWorkspace(db, workspace, (trx) =>
    sql`
      update wakeup
         set due_at = now() + make_interval(secs => ${FIRST_REST} * power(2, rests)),
             rests = rests + 1, waits = false
       where workspace_id = ${workspace} and job_id = ${id.job} and chunk = ${id.chunk}
         and rests < ${MOST_RESTS}`.execute(trx),
  )
  return Number(numAffectedRows) > 0
}
