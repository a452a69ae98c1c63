import { sql } from 'kysely'
import { mergedWith } from '../../conversation/merged-with.ts'
import { NAMELESS } from '../../conversation/person-id.ts'
import type { Trx } from '../../database/in-workspace.ts'

/**
 * All ids of the same people: whoever was merged with them, and people without an id of their own
 * who are known by a key of theirs. Not if somebody else had that key, too: who that was nobody can
 * tell.
 *
 * @returns the ids in order, the given ones among them
 */
export async function wholePerson(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<readonly string[]> {
  const merged = (await mergedWith(trx, workspace, contacts)).map((one) => one.id)
  const known = [...new Set([...contacts, ...merged])]
  const nameless = await namelessOf(trx, workspace, known)
  if (nameless.length > 0) return wholePerson(trx, workspace, [...known, ...nameless])
  return known.toSorted()
}

async function namelessOf(
  trx: Trx,
  workspace: string,
  known: readonly string[],
): Promise<readonly string[]> {
  const sameKey = (one: string, other: string) => sql`
    ${sql.ref(`${other}.workspace_id`)} = ${workspace}
    and ${sql.ref(`${other}.key`)} = ${sql.ref(`${one}.key`)}
    and ${sql.ref(`${other}.kind`)} = ${sql.ref(`${one}.kind`)}`
  const { rows } = await sql<{ id: string }>`
    select distinct nameless.contact_id as id
      from contact_key mine join contact_key nameless on ${sameKey('mine', 'nameless')}
     where mine.workspace_id = ${workspace} and mine.contact_id = any(${known}::text[])
       and nameless.contact_id <> all(${known}::text[])
       and starts_with(nameless.contact_id, ${NAMELESS})
       and not exists (
         select from contact_key theirs join contact_key other on ${sameKey('theirs', 'other')}
          where theirs.workspace_id = ${workspace} and theirs.contact_id = nameless.contact_id
            and other.contact_id <> all(${known}::text[])
            and not starts_with(other.contact_id, ${NAMELESS}))`.execute(trx)
  return rows.map((row) => row.id)
}
