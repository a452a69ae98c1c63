import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { targetIdOf, type RedactionRequest } from '../request/redaction-request.ts'
import { TokenRefused, tokensAllow, tokensOf } from '../access/assert-token-allows.ts'
import { UnknownWorkspace } from './unknown-workspace.ts'

/** A request together with who asks. */
export interface Ask {
  readonly request: RedactionRequest
  /** Ours, never the caller's words: `cli`, `library`, `raw` or `token:<id>`. */
  readonly requestedBy: string
  /** The API process whose caller waits; it is notified when the job ends. */
  readonly waiter?: string
  /** `[a-z0-9_.-]{1,64}`; goes into the ledger. */
  readonly reason?: string
}

/** Seconds until the dispatcher delivers a job whose first delivery had no effect. */
export const FIRST_WAKEUP = 30

/**
 * Inserts what is accepted: jobs of these ids, and a wakeup for each. One statement, which inserts
 * nothing when the workspace is unknown, or when a token that asks is not valid any more.
 *
 * @throws UnknownWorkspace, TokenRefused
 */
export async function insertAccepted(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
  asks: readonly Ask[],
): Promise<void> {
  if (ids.length === 0) return
  const tokens = tokensOf(asks.map((ask) => ask.requestedBy))
  const { numAffectedRows } = await sql`
    with made as (
      insert into job (workspace_id, id, kind, type, conversation_id, target_id, requested_by,
                       waiter, reason)
      select ${workspace}, asked.id, 'redaction', asked.type, asked.conversation_id,
             asked.target_id, asked.requested_by, asked.waiter, asked.reason
        from unnest(${ids}::text[], ${asks.map((ask) => ask.request.type)}::text[],
                    ${asks.map((ask) => ask.request.conversationId)}::text[],
                    ${asks.map((ask) => targetIdOf(ask.request))}::text[],
                    ${asks.map((ask) => ask.requestedBy)}::text[],
                    ${asks.map((ask) => ask.waiter ?? null)}::text[],
                    ${asks.map((ask) => ask.reason ?? null)}::text[])
               as asked(id, type, conversation_id, target_id, requested_by, waiter, reason)
       where exists (select from workspace where id = ${workspace})
         and ${tokensAllow(workspace, tokens, 'redact:write')}
      returning id)
    insert into wakeup (workspace_id, job_id, due_at)
    select ${workspace}, id, now() + make_interval(secs => ${FIRST_WAKEUP}) from made`.execute(trx)
  if (Number(numAffectedRows) === ids.length) return
  throw tokens.length > 0 ? new TokenRefused('unauthorized') : new UnknownWorkspace()
}
