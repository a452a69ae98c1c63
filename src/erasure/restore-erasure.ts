import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { endAsCertified } from '../jobs/move-job.ts'
import { restoreJob } from '../jobs/restore-job.ts'
import { dropWakeups } from '../jobs/wakeups.ts'
import { restoreList, settleList } from '../bulk/restore-list.ts'
import type { Certificate } from './certificate.ts'

/**
 * Puts back the certificate of an erasure that a restored database has forgotten, and its job,
 * ended as it tells. What is there stays as it is.
 *
 * @returns false when the certificate was there
 */
export async function restoreErasure(
  trx: Trx,
  workspace: string,
  certificate: Certificate,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into certificate (workspace_id, job_id, content)
    values (${workspace}, ${certificate.job}, ${JSON.stringify(certificate)}::jsonb)
        on conflict do nothing`.execute(trx)
  if (Number(numAffectedRows) === 0) return false
  if (!(await endKnownJob(trx, workspace, certificate))) {
    await insertEndedJob(trx, workspace, certificate)
  }
  return true
}

/** @returns whether there is such a job */
async function endKnownJob(
  trx: Trx,
  workspace: string,
  certificate: Certificate,
): Promise<boolean> {
  const { job, result, finished_at: finishedAt } = certificate
  const { rows } = await sql<{ finished_at: Date | null }>`
    select finished_at from job where workspace_id = ${workspace} and id = ${job}
       for update`.execute(trx)
  const [known] = rows
  if (known?.finished_at !== null) return known !== undefined
  await dropWakeups(trx, workspace, [job])
  await settleList(trx, workspace, job)
  await storeExtent(trx, workspace, certificate)
  await endAsCertified(trx, workspace, job, { result, finishedAt })
  return true
}

/** How far it went; who else it may have been about is a number there, without ids. */
async function storeExtent(trx: Trx, workspace: string, certificate: Certificate): Promise<void> {
  if (certificate.version === 1) return
  const { job, keeps, keys_incomplete: incomplete, look, supersedes } = certificate
  await sql`
    update erasure
       set keeps = ${keeps}, keys_incomplete = ${incomplete}, supersedes = ${supersedes},
           look = ${JSON.stringify(look)}::jsonb
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
}

/** Its items are not put back: what was redacted, by which id, is in the ledger. */
async function insertEndedJob(trx: Trx, workspace: string, one: Certificate): Promise<void> {
  const { job, messages, accepted_at: acceptedAt } = one
  await restoreList(trx, workspace, job, {
    acceptedAt,
    finishedAt: one.finished_at,
    files: one.files_detached,
    outcomes: lettersOf(messages),
  })
  await sql`
    insert into erasure (workspace_id, job_id, contact_ids, selector, scope, due_at, looks)
    values (${workspace}, ${job}, ${one.contact_ids}, ${one.selector}, ${one.scope},
            ${one.due_at}::timestamptz, 1)
        on conflict do nothing`.execute(trx)
  await storeExtent(trx, workspace, one)
  await restoreJob(trx, workspace, {
    id: job,
    reason: one.reason,
    requestedBy: one.requested_by,
    acceptedAt,
    result: one.result,
    finishedAt: one.finished_at,
  })
}

/** As a chunk has them, in no order that means anything. */
function lettersOf(messages: Certificate['messages']): string {
  return [
    'r'.repeat(messages.redacted),
    'a'.repeat(messages.already_redacted),
    'p'.repeat(messages.not_redactable),
    'm'.repeat(messages.not_found),
    'e'.repeat(messages.failed),
  ].join('')
}
