import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** A key that a contact is known by, or was once. */
export interface StoredKey {
  readonly contact: string
  readonly kind: 'email' | 'external_id'
  readonly key: Buffer
}

/** Every e-mail address and external id that contacts ever had, as keyed hashes. */
export async function storedKeys(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<readonly StoredKey[]> {
  const { rows } = await sql<StoredKey>`
    select contact_id as contact, kind, key from contact_key
     where workspace_id = ${workspace} and contact_id = any(${contacts}::text[])
     order by contact_id, kind, key`.execute(trx)
  return rows
}
