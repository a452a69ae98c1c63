import { sql, type RawBuilder } from 'kysely'
import { contactKey } from '../conversation/contact-key.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ContactSelector } from './contact-selector.ts'
import { keyContactsIn } from './key-contacts.ts'

/**
 * Finds the contacts that a selector means: by id at most one, by e-mail (whatever its case) or
 * external id all that have it now. A contact that is only named by id in a list is found, too.
 *
 * @returns their ids in order; none when the workspace knows no such contact
 */
export async function resolveContact(
  trx: Trx,
  workspace: string,
  { kind, value }: ContactSelector,
  pepper: Pepper,
): Promise<readonly string[]> {
  if (kind === 'id') return idsWhere(trx, workspace, sql`id = ${value}`)

  const key = contactKey(pepper, workspace, kind, value)
  if (!key) return []
  await keyContactsIn(trx, workspace, pepper)
  return idsWhere(trx, workspace, sql`${sql.ref(`${kind}_key`)} = ${key}`)
}

async function idsWhere(
  trx: Trx,
  workspace: string,
  condition: RawBuilder<unknown>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contact where workspace_id = ${workspace} and ${condition} order by id`.execute(
    trx,
  )
  return rows.map((row) => row.id)
}
