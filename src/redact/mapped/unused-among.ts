import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import type { Changes } from './changes.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { FoundRow } from './root.ts'
import { sameValue } from './same-value.ts'

interface Deleting {
  readonly copy: Copy
  /** What is known by now to go. */
  readonly changes: Changes
}

/**
 * Those of the rows of a copy with `unless_used` that nobody will use any more: what hangs on the
 * others stays with them. Of any other copy all of them.
 */
export async function unusedAmong(
  trx: Trx,
  schema: MappedSchema,
  { copy, changes }: Deleting,
  rows: readonly FoundRow[],
): Promise<readonly FoundRow[]> {
  const uses = copy.unless_used === undefined ? [] : schema.referrersOf(copy)
  if (uses.length === 0 || rows.length === 0) return rows
  const users = uses.map(({ table, column, own }) => {
    const going = [...(changes.tables.get(table)?.values() ?? [])].filter((row) => row.isDeleted)
    const places = sql`${going.map(({ place }) => place)}::tid[]`
    const refers = sameValue(
      schema,
      { alias: 'u', table, column },
      { alias: 't', table: copy.table, column: own },
    )
    return sql`exists (
      select from ${schema.from(table)} u where ${refers} and u.ctid <> all(${places}))`
  })
  const { rows: used } = await sql<{ place: string }>`
    select t.ctid::text as place
      from unnest(${rows.map(({ row }) => row.place)}::tid[]) as told(place)
      join ${schema.from(copy.table)} t on t.ctid = told.place
     where ${schema.isOwn('t', copy.table)} and (${sql.join(users, sql` or `)})`.execute(trx)
  const stays = new Set(used.map(({ place }) => place))
  return rows.filter(({ row }) => !stays.has(row.place))
}
