import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import {
  notCovered,
  sealCertificate,
  type CertificateOfVersion2,
  type LedgerRange,
} from './certificate.ts'
import { storeOf } from '../redact/store-of.ts'
import { readExtent } from './read-extent.ts'
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

interface Issue {
  /** The one that this transaction appends to the ledger, with the certificate's digest. */
  readonly entry: string
  /** What of the tables a map does not account for. */
  readonly unaccounted: readonly string[]
}

/** Issues the certificate of an erasure that ends in this transaction. It outlives the job's row. */
export async function storeCertificate(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
  { entry, unaccounted }: Issue,
): Promise<CertificateOfVersion2> {
  const facts = await readFacts(trx, workspace, erasure.job)
  const certificate = sealCertificate({
    type: 'erasure_certificate',
    version: 2,
    workspace,
    job: erasure.job,
    contact_ids: erasure.contacts,
    selector: erasure.selector,
    scope: erasure.scope,
    requested_by: erasure.requestedBy,
    reason: erasure.reason,
    result: facts.result,
    accepted_at: facts.accepted_at.toISOString(),
    finished_at: facts.finished_at.toISOString(),
    due_at: erasure.dueAt.toISOString(),
    messages: messagesOf(facts),
    conversations: facts.conversations,
    conversations_failed: facts.conversations_failed,
    files_detached: facts.files,
    suppressed_until: facts.suppressed_until.toISOString(),
    ...(await readExtent(trx, workspace, erasure, unaccounted)),
    ledger: await readLedger(trx, workspace, erasure.job, entry),
    not_covered: notCovered(await storeOf(trx, workspace)),
  })
  await trx
    .insertInto('certificate')
    .values({
      workspace_id: workspace,
      job_id: erasure.job,
      content: JSON.stringify(certificate),
    })
    .execute()
  return certificate
}

function messagesOf(facts: Facts) {
  const { total, redacted, already_redacted, not_redactable, not_found, failed, late } = facts
  return { total, redacted, already_redacted, not_redactable, not_found, failed, late }
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
        select coalesce(sum(files), 0)::integer as files,
               coalesce(sum(last - first + 1) filter (where late), 0)::integer as late,
               coalesce(sum(last - first + 1), 0)::integer as total, coalesce(sum(redacted), 0)::integer as redacted,
               coalesce(sum(already_redacted), 0)::integer as already_redacted,
               coalesce(sum(not_redactable), 0)::integer as not_redactable,
               coalesce(sum(not_found), 0)::integer as not_found, coalesce(sum(failed), 0)::integer as failed
          from job_chunk where workspace_id = ${workspace} and job_id = ${job}) sums
     where job.workspace_id = ${workspace} and job.id = ${job}`.execute(trx)
  const [facts] = rows
  if (!facts) throw new Error('an erasure has no job')
  return facts
}

/**
 * The entries of a job are found by their ids, which tell when they were made. An import's entry may
 * have records of several erasures. The entry that is still to come is one of them.
 */
async function readLedger(
  trx: Trx,
  workspace: string,
  job: string,
  entry: string,
): Promise<CertificateOfVersion2['ledger']> {
  const { rows } = await sql<LedgerRange>`
    select entries + 1 as entries, coalesce(first_entry, ${entry}) as first_entry,
           greatest(last_entry, ${entry}) as last_entry, (
             select jsonb_build_object('seq', seq, 'hash', encode(hash, 'hex')) from ledger_seal
              where workspace_id = ${workspace} order by seq desc limit 1) as head
      from (
        select count(*)::integer as entries, min(id) as first_entry, max(id) as last_entry
          from ledger_entry
         where workspace_id = ${workspace} and id >= ${job}
           and records @> ${JSON.stringify([[job]])}::jsonb) own`.execute(trx)
  const [range] = rows
  if (!range) throw new Error('a count has no row')
  return { ...range, certificate_entry: entry }
}
