import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { Message } from '../../maps/format/message-format.ts'
import { decodeBody } from '../../maps/values/decode-body.ts'
import { bodyEncodingOf } from './body-encoding.ts'
import { linkSql } from './link-sql.ts'
import type { MappedRow } from './mapped-row.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** The texts of messages of one kind, decoded, by the places of their rows; only where copies are searched for them. */
export async function messageBodies(
  trx: Trx,
  schema: MappedSchema,
  message: Message,
  rows: readonly MappedRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { body } = message
  if (!looksForBodies(schema) || rows.length === 0) return new Map()
  if (body.table !== undefined) return childBodies(trx, schema, message, rows)
  return new Map(
    rows.map(({ place, columns }) => {
      const text = columns[body.column] ?? ''
      return [place, [decodeBody(text, bodyEncodingOf(body, columns))]]
    }),
  )
}

/** Whether any copy is found by what messages say. */
export function looksForBodies({ map }: MappedSchema): boolean {
  return (map.copies ?? []).some(({ containing = [] }) => containing.includes('body'))
}

async function childBodies(
  trx: Trx,
  schema: MappedSchema,
  { table, body }: Message,
  rows: readonly MappedRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { table: texts = table, by = {}, where, column, encoding } = body
  const said = encoding ? sql`${sql.ref(`t.${encoding.column}`)}::text` : sql`null::text`
  const { rows: found } = await sql<{ place: string; text: string; encoding: string | null }>`
    select told.place, ${sql.ref(`t.${column}`)}::text as text, ${said} as encoding
      from unnest(${rows.map(({ place }) => place)}::text[]) as told(place)
      join ${schema.from(table)} m on m.ctid = told.place::tid and ${schema.isOwn('m', table)}
      join ${schema.from(texts)} t on ${schema.isOwn('t', texts)}
       and ${linkSql(schema, { alias: 't', table: texts, by, where }, { alias: 'm', table })}
     where ${sql.ref(`t.${column}`)} is not null
     order by told.place, t.ctid`.execute(trx)
  const decoded = found.map((one) => {
    const columns = encoding ? { [encoding.column]: one.encoding } : {}
    return { place: one.place, text: decodeBody(one.text, bodyEncodingOf(body, columns)) }
  })
  const byPlace = groupedBy(decoded, ({ place }) => place)
  return new Map([...byPlace].map(([place, some]) => [place, some.map(({ text }) => text)]))
}
