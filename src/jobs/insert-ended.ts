import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { targetIdOf } from '../request/redaction-request.ts'
import type { RawRequest } from './accept-raw.ts'
import type { Outcome } from './outcome.ts'

/** A raw job, accepted and ended in one transaction. */
export interface EndedRaw {
  readonly raw: RawRequest
  readonly outcome: Outcome
}

/**
 * There is a job of one of these ids already. The code is that of a conflict: what lost it may
 * simply run again.
 */
export class JobExists extends Error {
  override readonly name = 'JobExists'
  readonly code = '40001'

  constructor() {
    super('there is a job of one of these ids')
  }
}

/** @returns those of the ids that the workspace has a job of, with an outcome or without */
export async function existingJobs(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from job where workspace_id = ${workspace} and id = any(${ids}::text[])`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Stores jobs together with their outcomes, in order of their ids. No worker has to be woken for
 * them, and nobody waits: until this commits they are known to their queue alone.
 *
 * It says nothing of conflicts: `on conflict do nothing` looks each id up before it is inserted and
 * writes one more record to the WAL (120 jobs: 990 pages looked at in place of 560, measured).
 *
 * @throws JobExists, which ends the caller's transaction
 */
export async function insertEnded(
  trx: Trx,
  workspace: string,
  ended: readonly EndedRaw[],
): Promise<void> {
  if (ended.length === 0) return
  await sql`
    insert into job (workspace_id, id, kind, type, conversation_id, target_id, requested_by,
                     reason, outcome, outcome_code, finished_at, state)
    select ${workspace}, one.id, 'redaction', one.type, one.conversation_id, one.target_id, 'raw',
           one.reason, one.outcome, one.code, now(),
           case when one.outcome in ('redacted', 'already_redacted') then 'succeeded'
                else 'failed' end
      from unnest(${ended.map(({ raw }) => raw.id)}::text[],
                  ${ended.map(({ raw }) => raw.request.type)}::text[],
                  ${ended.map(({ raw }) => raw.request.conversationId)}::text[],
                  ${ended.map(({ raw }) => targetIdOf(raw.request))}::text[],
                  ${ended.map(({ raw }) => raw.reason ?? null)}::text[],
                  ${ended.map(({ outcome }) => outcome.kind)}::text[],
                  ${ended.map(({ outcome }) => outcome.code)}::text[])
             as one(id, type, conversation_id, target_id, reason, outcome, code)
     order by one.id`
    .execute(trx)
    .catch((error: unknown) => {
      throw isTaken(error) ? new JobExists() : error
    })
}

function isTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return code === '23505' && constraint === 'job_pkey'
}
