import { sql, type RawBuilder } from 'kysely'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import { linkSql } from './link-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { whereSql } from './where-sql.ts'

/** The id of the only contact among the people of `c`, as text; null where there are none or several. */
export function onlyContact(schema: MappedSchema): RawBuilder<unknown> {
  return sql`(select case when count(*) = 1 then min(who.id) end from (${contactsIn(schema)}) who)`
}

/** A query of the contacts among the people of `c`, a row of the conversations around it: id, as text. */
export function contactsIn(schema: MappedSchema): RawBuilder<unknown> {
  const people = peopleOf(schema)
  if (people === undefined) return sql`select null::text as id where false`
  const queries = contactsOf(schema).map(
    (contact) => sql`
      select ${sql.ref(`p.${contact.id}`)}::text as id from ${schema.from(contact.table)} p
       where ${sql.ref(`p.${contact.id}`)} in (${people}) and ${isContactRow(schema, contact)}`,
  )
  return sql.join(queries, sql` union `)
}

/** A query of who takes part in `c`, staff among them. */
function peopleOf(schema: MappedSchema): RawBuilder<unknown> | undefined {
  const { table, people = [] } = schema.map.conversation
  const queries = people.map(({ table: other, by = {}, where, column }) => {
    if (other === undefined) {
      return sql`select ${sql.ref(`c.${column}`)} where ${whereSql(schema, 'c', table, where)}`
    }
    return sql`
      select ${sql.ref(`d.${column}`)} from ${schema.from(other)} d
       where ${linkSql(schema, { alias: 'd', table: other, by, where }, { alias: 'c', table })}
         and ${schema.isOwn('d', other)}`
  })
  return queries.length === 0 ? undefined : sql.join(queries, sql` union `)
}
