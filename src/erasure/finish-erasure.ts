import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Trx } from '../database/in-workspace.ts'
import { appendEntry } from '../ledger/append-entry.ts'
import { startChunks } from '../lists/accept-list.ts'
import { endRun } from '../lists/end-phase.ts'
import { appendChunks } from './append-chunks.ts'
import { emptyContacts } from './empty-contacts.ts'
import type { LockedErasure } from './lock-erasure.ts'
import { storeCertificate } from './store-certificate.ts'

/**
 * Has an erasure's last look: whatever came meanwhile is appended and erased, too. When nothing is
 * left the contacts' own rows are emptied, the certificate is stored and the job ends, all in this
 * transaction.
 *
 * @returns the chunks to be delivered
 */
export async function finishErasure(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
): Promise<readonly number[]> {
  const { job, contacts } = erasure
  await sql`
    update erasure set looks = looks + 1
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const late = await appendChunks(trx, workspace, erasure, { late: true, planned: false })
  if (late !== undefined) return startChunks(trx, workspace, job, sql`received_at = now()`, late)

  await emptyContacts(trx, workspace, contacts, erasure.keeps)
  await endRun(trx, workspace, job)
  await certify(trx, workspace, erasure)
  return []
}

/** The entry that tells of the contacts tells of the certificate, too, which names it. */
async function certify(trx: Trx, workspace: string, erasure: LockedErasure): Promise<void> {
  const entry = uuidv7()
  const { job, requestedBy, reason, contacts, scope } = erasure
  const behalf = { job, requestedBy, reason, conversationId: null }
  const erased = contacts.map((contact) => ({
    ...{ ...behalf, type: 'contact' as const, targetId: contact },
    outcome: `erased_${scope}` as const,
  }))
  const { digest } = await storeCertificate(trx, workspace, erasure, entry)
  const issued = { type: 'certificate', targetId: job, outcome: 'issued', digest } as const
  await appendEntry(trx, workspace, [...erased, { ...behalf, ...issued }], entry)
}
