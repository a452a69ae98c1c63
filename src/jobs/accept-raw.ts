import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { RequestProblem } from '../request/parse-redaction-request.ts'
import { targetIdOf, type RedactionRequest } from '../request/redaction-request.ts'
import { FIRST_WAKEUP } from './insert-accepted.ts'

export interface RawRequest {
  readonly id: string
  readonly request: RedactionRequest
  readonly reason: string | undefined
}

/**
 * Accepts what came through the queue itself. A job of the same id, with its outcome or without,
 * stands as it is.
 *
 * @returns false when there is such a job
 */
export async function acceptRaw(db: Db, workspace: string, raw: RawRequest): Promise<boolean> {
  const { id, request, reason } = raw
  return inWorkspace(db, workspace, async (trx) => {
    const inserted = await trx
      .insertInto('job')
      .values({
        workspace_id: workspace,
        id,
        kind: 'redaction',
        state: 'queued',
        type: request.type,
        conversation_id: request.conversationId,
        target_id: targetIdOf(request),
        requested_by: 'raw',
        reason: reason ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) return false
    await insertWakeup(trx, workspace, id)
    return true
  })
}

/**
 * Stores a request that can't be understood as a failed job, so that it can be polled.
 *
 * @returns false when there is a job of this id; it stands as it is
 */
export async function storeBroken(
  db: Db,
  workspace: string,
  id: string,
  problems: readonly RequestProblem[],
): Promise<boolean> {
  const code = problems[0]?.code ?? 'parameter_invalid'
  const inserted = await inWorkspace(db, workspace, (trx) =>
    trx
      .insertInto('job')
      .values({
        workspace_id: workspace,
        id,
        kind: 'redaction',
        state: 'failed',
        requested_by: 'raw',
        outcome: code === 'conversation_part_or_message_not_found' ? 'not_found' : 'failed',
        outcome_code: code,
        errors: JSON.stringify(problems),
        finished_at: sql`now()`,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst(),
  )
  return inserted !== undefined
}

async function insertWakeup(trx: Trx, workspace: string, id: string): Promise<void> {
  await sql`
    insert into wakeup (workspace_id, job_id, due_at)
    values (${workspace}, ${id}, now() + make_interval(secs => ${FIRST_WAKEUP}))`.execute(trx)
}
