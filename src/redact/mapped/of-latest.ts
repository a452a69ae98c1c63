import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { createdColumn } from '../../maps/check/after-columns.ts'
import { parentColumns } from '../../maps/check/parent-columns.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant } from './root.ts'
import { whereSql } from './where-sql.ts'

/**
 * Those of messages to which a copy with `if: latest` or `if: first` belongs: of all messages that
 * lead to the same rows, the last or the first. Of any other copy all of them.
 */
export async function ofLatest(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  messages: readonly Descendant[],
): Promise<readonly Descendant[]> {
  if (copy.if === undefined || copy.if === 'after') return messages
  const groups = await Promise.all(
    asList(schema.map.message).map(async (message) => {
      const some = messages.filter(({ root }) => root.table === message.table)
      if (some.length === 0) return []
      const created = createdColumn(message)
      const order = (alias: string) =>
        sql`(${sql.ref(`${alias}.${created}`)}, ${sql.ref(`${alias}.${message.id}`)})`
      const same = Object.values(copy.by ?? {})
        .flatMap(parentColumns)
        .map((column) => sql`${sql.ref(`n.${column}`)} = ${sql.ref(`m.${column}`)}`)
      const { rows } = await sql<{ nth: number }>`
        select told.nth::integer as nth
          from unnest(${some.map(({ row }) => row.place)}::tid[]) with ordinality as told(place, nth)
          join ${schema.from(message.table)} m on m.ctid = told.place
         where ${schema.isOwn('m', message.table)} and not exists (
           select from ${schema.from(message.table)} n
            where ${schema.isOwn('n', message.table)}
              and ${whereSql(schema, 'n', message.table, message.where)}
              and ${sql.join([...same, sql`true`], sql` and `)}
              and ${order('n')} ${copy.if === 'latest' ? sql`>` : sql`<`} ${order('m')})`.execute(
        trx,
      )
      return rows.flatMap(({ nth }) => some[nth - 1] ?? [])
    }),
  )
  return groups.flat()
}
