import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { ChunkId } from './claim-chunk.ts'

/** Deliveries by the dispatcher, half a minute and more apart, after which a held row is given up. */
const MOST_DELIVERIES = 4

/**
 * Lets a chunk rest whose rows somebody holds: the dispatcher delivers it again.
 *
 * @returns false when it has rested often enough
 */
export async function postponeChunk(db: Db, workspace: string, id: ChunkId): Promise<boolean> {
  const { numAffectedRows } = await inWorkspace(db, workspace, (trx) =>
    sql`
      update wakeup set due_at = now() + make_interval(secs => 30)
       where workspace_id = ${workspace} and job_id = ${id.job} and chunk = ${id.chunk}
         and deliveries < ${MOST_DELIVERIES}`.execute(trx),
  )
  return Number(numAffectedRows) > 0
}
