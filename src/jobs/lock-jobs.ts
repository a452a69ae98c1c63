import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { requestOf, type RedactionRequest, type TargetType } from '../request/redaction-request.ts'

/** A job that still needs an outcome, locked by the transaction that will give it one. */
export interface LockedJob {
  readonly id: string
  /** Its row's place in its table (a ctid): that of a locked row can't change. */
  readonly place: string
  readonly request: RedactionRequest
  readonly requestedBy: string
  readonly reason: string | null
  readonly waiter: string | null
}

interface Row {
  readonly id: string
  readonly place: string
  readonly type: TargetType
  readonly conversation_id: string
  readonly target_id: string
  readonly requested_by: string
  readonly reason: string | null
  readonly waiter: string | null
}

/**
 * Locks, in order of id, those of the jobs that have no outcome yet. A delivery that comes twice
 * finds nothing left to do here, before any rule is asked.
 */
export async function lockJobs(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<LockedJob[]> {
  const { rows } = await sql<Row>`
    select job.id, place, type, conversation_id, target_id, requested_by, reason, waiter
      from unnest(${[...new Set(ids)].toSorted()}::text[]) as wanted(id)
     cross join lateral (
       select own.ctid as place, own.* from job own
        where own.workspace_id = ${workspace} and own.id = wanted.id and own.outcome is null
       offset 0) job
     order by job.id for update of job`.execute(trx)
  return rows.map((row) => ({
    id: row.id,
    place: row.place,
    request: requestOf({
      type: row.type,
      conversationId: row.conversation_id,
      targetId: row.target_id,
    }),
    requestedBy: row.requested_by,
    reason: row.reason,
    waiter: row.waiter,
  }))
}
