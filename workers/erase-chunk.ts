import { sql } from 'kysely'
import type { Trx } from '../src/database/in-workspace.ts'
import { findErasure } from '../src/erasure/find-erasure.ts'
import { outcomeOf, type Outcome } from '../src/jobs/outcome.ts'
import type { ClaimedChunk } from '../src/lists/claim-chunk.ts'
import type { RedactionRequest } from '../src/request/redaction-request.ts'
import { eraseConversations, type ErasedKind } from '../src/rewrite/erase-conversations.ts'

/** Erases a chunk's messages, and scrubs its conversations. Its outcomes, in the requests' order. */
export async function eraseChunk(
  trx: Trx,
  workspace: string,
  { job, chunk }: ClaimedChunk,
  requests: readonly RedactionRequest[],
): Promise<Outcome[]> {
  const erasure = await findErasure(trx, workspace, job)
  if (!erasure) throw new Error('a chunk of an erasure that is not stored')
  const conversations = await conversationsOf(trx, workspace, { job, chunk })
  const { contacts } = erasure
  const erased = await eraseConversations(trx, workspace, { contacts, conversations, requests })
  await sql`
    update job_chunk set files = ${erased.files}
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${chunk}`.execute(trx)
  return erased.kinds.map(outcomeOfKind)
}

function outcomeOfKind(kind: ErasedKind): Outcome {
  switch (kind) {
    case 'redacted':
      return outcomeOf({ kind: 'redact' })
    case 'not_redactable':
      return outcomeOf({ kind, reason: 'part_has_no_body' })
    case 'already_redacted':
    case 'not_found':
      return outcomeOf({ kind })
  }
}

async function conversationsOf(
  trx: Trx,
  workspace: string,
  { job, chunk }: Pick<ClaimedChunk, 'job' | 'chunk'>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ conversations: string[] | null }>`
    select conversations from job_chunk
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${chunk}`.execute(trx)
  return rows[0]?.conversations ?? []
}
