import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Contact } from '../../maps/format/people-format.ts'
import { columnOf } from './find-people.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import { isPossibleValue } from './is-possible-value.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** Others who have the same address: they may be the same person, and are named, not erased. */
export async function findNamesakes(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<readonly string[]> {
  const others: string[] = []
  for (const contact of contactsOf(schema)) {
    const { table, id, email } = contact
    if (email === undefined) continue
    const address = (alias: string) => sql`lower(${sql.ref(`${alias}.${columnOf(email)}`)}::text)`
    const { rows } = await sql<{ id: string }>`
      select distinct ${sql.ref(`p.${id}`)}::text as id
        from ${schema.from(table)} p join ${schema.from(table)} q on ${address('p')} = ${address('q')}
       where ${isContactRow(schema, contact)} and ${schema.isOwn('q', table)} and ${address('q')} <> ''
         and ${sql.ref(`q.${id}`)} = any(${idsOf(schema, contact, contacts)})
         and ${sql.ref(`p.${id}`)} <> all(${idsOf(schema, contact, contacts)})
       order by 1`.execute(trx)
    others.push(...rows.map((row) => row.id))
  }
  return others
}

function idsOf(schema: MappedSchema, { table, id }: Contact, ids: readonly string[]) {
  const column = schema.column(table, id)
  return schema.typed(
    ids.filter((one) => isPossibleValue(column, one)),
    table,
    id,
  )
}
