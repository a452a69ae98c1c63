import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { preferIndexes } from '../database/prefer-indexes.ts'
import { storeOf } from '../redact/store-of.ts'

/** How far a planned erasure reaches, beside the messages that its plan counts. */
export interface Reach {
  /** Conversations that are looked through for names and e-mail metadata. */
  readonly conversations: number
  /** Files of the messages: they would be detached, not deleted. */
  readonly files: number
}

/** @returns undefined when the job is no erasure of this workspace */
export async function findReach(
  db: Db,
  workspace: string,
  job: string,
): Promise<Reach | undefined> {
  return inWorkspace(db, workspace, async (trx) => {
    const { rows } = await sql`
      select from erasure where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
    if (rows.length === 0) return undefined
    await preferIndexes(trx)
    const store = await storeOf(trx, workspace)
    return {
      conversations: await countConversations(trx, workspace, job),
      files: await store.countFiles(trx, workspace, job),
    }
  })
}

async function countConversations(trx: Trx, workspace: string, job: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct conversation)::integer as count
      from job_chunk cross join unnest(conversations) conversation
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  return rows[0]?.count ?? 0
}
