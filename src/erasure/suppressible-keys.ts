import { sql } from 'kysely'
import { contactKey } from '../conversation/contact-key.ts'
import { NAMELESS } from '../conversation/person-id.ts'
import type { StoredKey } from '../conversation/stored-keys.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'

/**
 * The keys by which contacts can be kept out: all they ever had, but for those that somebody else
 * has or had, who is not erased. An address that was given to another person tells of nobody.
 */
export async function suppressibleKeys(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
  pepper: Pepper,
): Promise<readonly StoredKey[]> {
  const { rows } = await sql<StoredKey & { others: readonly string[] }>`
    select mine.contact_id as contact, mine.kind, mine.key, array(
             select other.contact_id from contact_key other
              where other.workspace_id = ${workspace} and other.key = mine.key
                and other.kind = mine.kind and other.contact_id <> all(${contacts}::text[])
                and not starts_with(other.contact_id, ${NAMELESS})) as others
      from contact_key mine
     where mine.workspace_id = ${workspace} and mine.contact_id = any(${contacts}::text[])
     order by mine.contact_id, mine.kind, mine.key`.execute(trx)
  const others = [...new Set(rows.flatMap((row) => row.others))]
  const erased = await erasedAmong(trx, workspace, others, pepper)
  return rows.filter((row) => row.others.every((other) => erased.has(other)))
}

async function erasedAmong(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
  pepper: Pepper,
): Promise<ReadonlySet<string>> {
  if (contacts.length === 0) return new Set()
  const keys = contacts.map((id) => contactKey(pepper, workspace, 'contact_id', id) ?? null)
  const { rows } = await sql<{ id: string }>`
    select distinct told.id from unnest(${contacts}::text[], ${keys}::bytea[]) as told(id, key)
      join suppression on suppression.workspace_id = ${workspace} and suppression.key = told.key
       and suppression.kind = 'contact_id' and suppression.lifted_at is null`.execute(trx)
  return new Set(rows.map((row) => row.id))
}
