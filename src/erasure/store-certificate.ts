import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { NOT_COVERED, sealCertificate } from './certificate.ts'
import type { LockedErasure } from './lock-erasure.ts'

interface Facts {
  readonly result: string
  readonly accepted_at: Date
  readonly finished_at: Date
  readonly suppressed_until: Date
  readonly conversations: number
  readonly conversations_failed: number
  readonly files: number
  readonly late: number
  readonly total: number
  readonly redacted: number
  readonly already_redacted: number
  readonly not_redactable: number
  readonly not_found: number
  readonly failed: number
}

/** Issues the certificate of an erasure that ends in this transaction. It outlives the job's row. */
export async function storeCertificate(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
): Promise<void> {
  const facts = await readFacts(trx, workspace, erasure.job)
  const { total, redacted, already_redacted, not_redactable, not_found, failed, late } = facts
  const certificate = sealCertificate({
    ...{ type: 'erasure_certificate', version: 1, workspace, job: erasure.job },
    ...{ contact_ids: erasure.contacts, selector: erasure.selector, scope: erasure.scope },
    ...{ requested_by: erasure.requestedBy, reason: erasure.reason, result: facts.result },
    accepted_at: facts.accepted_at.toISOString(),
    finished_at: facts.finished_at.toISOString(),
    due_at: erasure.dueAt.toISOString(),
    messages: { total, redacted, already_redacted, not_redactable, not_found, failed, late },
    conversations: facts.conversations,
    conversations_failed: facts.conversations_failed,
    files_detached: facts.files,
    suppressed_until: facts.suppressed_until.toISOString(),
    ledger: await readLedger(trx, workspace, erasure.job),
    not_covered: NOT_COVERED,
  })
  await trx
    .insertInto('certificate')
    .values({
      ...{ workspace_id: workspace, job_id: erasure.job },
      content: JSON.stringify(certificate),
    })
    .execute()
}

async function readFacts(trx: Trx, workspace: string, job: string): Promise<Facts> {
  const { rows } = await sql<Facts>`
    select job.state as result, job.created_at as accepted_at, job.finished_at, sums.*, (
             select count(distinct conversation)::integer
               from job_chunk cross join unnest(conversations) conversation
              where workspace_id = ${workspace} and job_id = ${job}) as conversations, (
             select count(distinct conversation)::integer
               from job_chunk cross join unnest(unscrubbed) conversation
              where workspace_id = ${workspace} and job_id = ${job}) as conversations_failed, (
             select max(erased_until) from suppression
              where workspace_id = ${workspace} and job_id = ${job}) as suppressed_until
      from job cross join lateral (
        select sum(files)::integer as files,
               coalesce(sum(last - first + 1) filter (where late), 0)::integer as late,
               sum(last - first + 1)::integer as total, sum(redacted)::integer as redacted,
               sum(already_redacted)::integer as already_redacted,
               sum(not_redactable)::integer as not_redactable,
               sum(not_found)::integer as not_found, sum(failed)::integer as failed
          from job_chunk where workspace_id = ${workspace} and job_id = ${job}) sums
     where job.workspace_id = ${workspace} and job.id = ${job}`.execute(trx)
  const [facts] = rows
  if (!facts) throw new Error('an erasure has no job')
  return facts
}

interface LedgerRange {
  readonly entries: number
  readonly first_entry: string | null
  readonly last_entry: string | null
  readonly head: { readonly seq: number; readonly hash: string } | null
}

/**
 * The entries of a job are found by their ids, which tell when they were made. An import's entry may
 * have records of several erasures.
 */
async function readLedger(trx: Trx, workspace: string, job: string): Promise<LedgerRange> {
  const { rows } = await sql<LedgerRange>`
    select own.*, (
             select jsonb_build_object('seq', seq, 'hash', encode(hash, 'hex')) from ledger_seal
              where workspace_id = ${workspace} order by seq desc limit 1) as head
      from (
        select count(*)::integer as entries, min(id) as first_entry, max(id) as last_entry
          from ledger_entry
         where workspace_id = ${workspace} and id >= ${job}
           and records @> ${JSON.stringify([[job]])}::jsonb) own`.execute(trx)
  return rows[0] ?? { entries: 0, first_entry: null, last_entry: null, head: null }
}
