import { sql, type Kysely } from 'kysely'
import type { SceneRow, RowOwner } from './mapped-system.ts'

/** How many rows somebody has, and a hash of all that stands in them. */
export interface RowHashes {
  readonly rows: number
  readonly tables: number
  readonly hash: string
}

/** Reads whoever's rows as they are now. A row that is gone counts no more. */
export async function rowHashes(
  db: Kysely<never>,
  rows: readonly SceneRow[],
  whose: RowOwner,
): Promise<RowHashes> {
  const theirs = rows.filter((one) => one.whose === whose)
  const tables = [...new Set(theirs.map(({ table }) => table))]
  const parts = tables.map((table) => {
    const ids = theirs.filter((one) => one.table === table).map(({ row }) => row.id)
    return sql`select ${table} || ':' || one.id || ':' || one::text as line
                 from ${sql.id(table)} one where one.id = any(${ids})`
  })
  const { rows: found } = await sql<{ rows: number; hash: string }>`
    select count(*)::int as rows, md5(string_agg(line, chr(10) order by line)) as hash
      from (${sql.join(parts, sql` union all `)}) as lines`.execute(db)
  return { rows: found[0]?.rows ?? 0, tables: tables.length, hash: found[0]?.hash ?? '' }
}
