import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ErasureRecord } from '../ledger/append-entry.ts'
import type { LockedErasure } from './lock-erasure.ts'

/** What the ledger is told of an erasure that ends: who, and by which keys each is kept out. */
export async function erasureRecords(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
): Promise<readonly ErasureRecord[]> {
  const { job, contacts, requestedBy, reason, scope } = erasure
  const { rows } = await sql<{ contact: string; keys: readonly string[] }>`
    select own.contact_id as contact,
           array_agg(own.kind || ':' || encode(own.key, 'hex') order by own.kind, own.key) as keys
      from contact_key own
      join suppression on suppression.workspace_id = ${workspace} and suppression.key = own.key
       and suppression.kind = own.kind and suppression.job_id = ${job}
     where own.workspace_id = ${workspace} and own.contact_id = any(${contacts}::text[])
     group by own.contact_id`.execute(trx)
  const keys = new Map(rows.map((row) => [row.contact, row.keys]))
  return contacts.map((contact) => ({
    job,
    requestedBy,
    reason,
    type: 'contact',
    conversationId: null,
    targetId: contact,
    outcome: `erased_${scope}`,
    keys: keys.get(contact) ?? [],
  }))
}
