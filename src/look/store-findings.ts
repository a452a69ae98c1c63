import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** Where a look found something left over; never what. */
export interface FoundPlace {
  /** Such as `part.author`. */
  readonly place: string
  /** Null: in a contact's own row. */
  readonly conversationId: string | null
  /** The part, or the contact; null for the conversation itself and its source. */
  readonly targetId: string | null
}

/** Appends findings to those of a job. */
export async function storeFindings(
  trx: Trx,
  workspace: string,
  job: string,
  findings: readonly FoundPlace[],
): Promise<void> {
  if (findings.length === 0) return
  await sql`
    insert into look_finding (workspace_id, job_id, nth, place, conversation_id, target_id)
    select ${workspace}, ${job}, stored.last + told.nth, place, conversation_id, target_id
      from unnest(${findings.map((one) => one.place)}::text[],
                  ${findings.map((one) => one.conversationId)}::text[],
                  ${findings.map((one) => one.targetId)}::text[])
             with ordinality as told(place, conversation_id, target_id, nth)
     cross join (
       select coalesce(max(nth), 0) as last from look_finding
        where workspace_id = ${workspace} and job_id = ${job}) stored`.execute(trx)
}

/** Forgets what an earlier look for the job has found. */
export async function dropFindings(trx: Trx, workspace: string, job: string): Promise<void> {
  await sql`
    delete from look_finding where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
}
