import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { appendEntry } from '../ledger/append-entry.ts'
import { startChunks } from '../bulk/accept-list.ts'
import { endRun } from '../bulk/end-phase.ts'
import { hasFound, type Look } from '../look/last-look.ts'
import { storeCopyCounts } from '../redact/copy-counts.ts'
import { storeOf } from '../redact/store-of.ts'
import { appendChunks } from './append-chunks.ts'
import { MOST_TRIES } from './failed-items.ts'
import { erasureRecords } from './erasure-records.ts'
import { keepNames } from './keep-names.ts'
import type { LockedErasure } from './lock-erasure.ts'
import { openErasureLook } from './open-erasure-look.ts'
import { storeCertificate } from './store-certificate.ts'

/**
 * Has an erasure's last look: whatever came meanwhile is appended and erased, too. When nothing is
 * left to erase, what is stored is read once more, whatever the rules say of it; the contacts' own
 * rows are emptied, the certificate is stored and the job ends, all in this transaction.
 *
 * @returns the chunks to be delivered
 */
export async function finishErasure(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
  pepper: Pepper,
): Promise<readonly number[]> {
  const { job } = erasure
  await sql`
    update erasure set looks = looks + 1
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const late = await appendLate(trx, workspace, erasure, pepper)
  if (late) return late

  const look = await openErasureLook(trx, workspace, erasure, pepper)
  await look.atConversations()
  // What is found may have come since: then it is erased, as if it had come before.
  const later = hasFound(look.result()) && (await appendLate(trx, workspace, erasure, pepper))
  if (later) return later

  const store = await storeOf(trx, workspace)
  const copies = await store.emptyContacts(trx, workspace, erasure.contacts, erasure.keeps)
  await storeCopyCounts(trx, workspace, job, copies)
  await look.atContacts()
  const isLeft = erasure.looks + 1 >= MOST_TRIES && (await isAnyLeft(trx, workspace, erasure))
  await end(trx, workspace, erasure, { look: look.result(), isLeft })
  return []
}

async function appendLate(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
  pepper: Pepper,
): Promise<readonly number[] | undefined> {
  const late = await appendChunks(trx, workspace, erasure, { late: true, planned: false })
  if (late === undefined) return undefined
  await keepNames(trx, workspace, erasure, pepper)
  return startChunks(trx, workspace, erasure.job, sql`received_at = now()`, late)
}

/** Whether messages are still found as if they had never been erased. */
async function isAnyLeft(trx: Trx, workspace: string, erasure: LockedErasure): Promise<boolean> {
  const store = await storeOf(trx, workspace)
  const targets = store.targetsOf(workspace, erasure)
  const { rows } = await sql`select from (${targets}) target limit 1`.execute(trx)
  return rows.length > 0
}

interface Ending {
  readonly look: Look
  readonly isLeft: boolean
}

async function end(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
  { look, isLeft }: Ending,
): Promise<void> {
  const store = await storeOf(trx, workspace)
  // Where a map says less than the tables hold, nobody can say that nothing is left.
  const unaccounted = await store.unaccounted(trx)
  const isIncomplete = isLeft || unaccounted.length > 0 || hasFound(look)
  await sql`
    update erasure set look = ${JSON.stringify(look)}
     where workspace_id = ${workspace} and job_id = ${erasure.job}`.execute(trx)
  await endRun(trx, workspace, erasure.job, { isIncomplete })
  await certify(trx, workspace, erasure, unaccounted)
}

/** The entry that tells of the contacts tells of the certificate, too, which names it. */
async function certify(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
  unaccounted: readonly string[],
): Promise<void> {
  const entry = uuidv7()
  const { job, requestedBy, reason } = erasure
  const behalf = { job, requestedBy, reason, conversationId: null }
  const erased = await erasureRecords(trx, workspace, erasure)
  const { digest } = await storeCertificate(trx, workspace, erasure, { entry, unaccounted })
  const issued = { type: 'certificate', targetId: job, outcome: 'issued', digest } as const
  await appendEntry(trx, workspace, [...erased, { ...behalf, ...issued }], entry)
}
