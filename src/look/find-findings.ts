import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { isPossibleId } from '../request/id.ts'
import type { FoundPlace } from './store-findings.ts'

export interface StoredFinding extends FoundPlace {
  /** Its place among the job's findings, from 1 and without gaps. */
  readonly nth: number
}

/** A page of what the latest look for a job found. */
export async function findFindings(
  db: Db,
  workspace: string,
  job: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly StoredFinding[]> {
  if (!isPossibleId(job)) return []
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<StoredFinding>`
      select nth, place, conversation_id as "conversationId", target_id as "targetId"
        from look_finding
       where workspace_id = ${workspace} and job_id = ${job} and nth > ${after}::integer
       order by nth limit ${limit}`.execute(trx),
  )
  return rows
}
