import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { isIntact, type Certificate } from '../erasure/certificate.ts'

/**
 * Puts back the certificates of erasures that a restored database has forgotten, and their jobs,
 * ended as the certificates tell. What is there stays as it is; a job that was accepted before the
 * backup has ended, too: its records were replayed.
 *
 * @param contents of certificates whose export was checked
 * @returns how many certificates were put back
 */
export async function restoreErasures(
  { db, workspace }: { readonly db: Db; readonly workspace: string },
  contents: AsyncIterable<unknown>,
): Promise<number> {
  let restored = 0
  for await (const content of contents) {
    if (!isIntact(content) || content.workspace !== workspace) continue
    if (await inWorkspace(db, workspace, (trx) => restore(trx, workspace, content))) restored += 1
  }
  return restored
}

async function restore(trx: Trx, workspace: string, certificate: Certificate): Promise<boolean> {
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
  await sql`delete from wakeup where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  // What was planned was done: the records say so.
  await sql`
    update job_chunk set outcomes = coalesce(planned, repeat('r', last - first + 1)), done_at = now()
     where workspace_id = ${workspace} and job_id = ${job} and outcomes is null`.execute(trx)
  await sql`
    update job_list set run_at = coalesce(run_at, accepted_at)
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  await storeExtent(trx, workspace, certificate)
  await sql`
    update job set state = ${result}, finished_at = ${finishedAt}::timestamptz
     where workspace_id = ${workspace} and id = ${job}`.execute(trx)
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
  await sql`
    insert into job_list (workspace_id, job_id, dry_run, lanes, chunk_size, items, next_chunk,
                          received_at, accepted_at)
    values (${workspace}, ${job}, false, 1, 1000, ${messages.total}, 2,
            ${acceptedAt}::timestamptz, ${acceptedAt}::timestamptz)
        on conflict do nothing`.execute(trx)
  await sql`
    insert into erasure (workspace_id, job_id, contact_ids, selector, scope, due_at, looks)
    values (${workspace}, ${job}, ${one.contact_ids}, ${one.selector}, ${one.scope},
            ${one.due_at}::timestamptz, 1)
        on conflict do nothing`.execute(trx)
  await storeExtent(trx, workspace, one)
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last, outcomes, done_at, files)
    values (${workspace}, ${job}, 1, 1, ${messages.total}, ${lettersOf(messages)},
            ${one.finished_at}::timestamptz, ${one.files_detached})
        on conflict do nothing`.execute(trx)
  await sql`
    insert into job (workspace_id, id, kind, state, reason, requested_by, created_at, finished_at)
    values (${workspace}, ${job}, 'erasure', ${one.result}, ${one.reason}, ${one.requested_by},
            ${acceptedAt}::timestamptz, ${one.finished_at}::timestamptz)`.execute(trx)
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
