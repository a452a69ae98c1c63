import { sql, type RawBuilder } from 'kysely'
import { asList } from '../../maps/format/map-names.ts'
import type { Contact } from '../../maps/format/people-format.ts'
import { linkSql } from './link-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { allOf, whereSql } from './where-sql.ts'

/** Those of the map's people who are no team. */
export function contactsOf({ map }: MappedSchema): readonly Contact[] {
  return asList(map.contact).filter(({ kind }) => kind !== 'team')
}

/** That a row `p` of a table of people is a contact of the workspace. */
export function isContactRow(schema: MappedSchema, contact: Contact): RawBuilder<boolean> {
  const { table, id, where, except = [], team } = contact
  return allOf([
    schema.isOwn('p', table),
    whereSql(schema, 'p', table, where),
    ...(except.length === 0
      ? []
      : [
          sql<boolean>`${sql.ref(`p.${id}`)} <> all(${schema.typed(except.map(String), table, id)})`,
        ]),
    ...(team === undefined
      ? []
      : [
          sql<boolean>`not exists (
            select from ${schema.from(team.table)} t
             where ${schema.isOwn('t', team.table)}
               and ${linkSql(schema, { alias: 't', ...team }, { alias: 'p', table })})`,
        ]),
  ])
}
