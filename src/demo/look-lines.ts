import { sql, type Kysely } from 'kysely'
import type { ShownRow } from './mapped-system.ts'

/** Characters of a value that are shown: a line of a terminal holds the rest. */
const SHOWN = 110

/** What stands in columns of some rows, a line for each: `messages 103 content: …`. */
export async function lookLines(db: Kysely<never>, looks: readonly ShownRow[]): Promise<string[]> {
  const lines: string[] = []
  for (const { table, id, columns } of looks) {
    const texts = columns.map((column) => sql`${sql.ref(column)}::text as ${sql.id(column)}`)
    const { rows } = await sql<Record<string, string | null>>`
      select ${sql.join(texts)} from ${sql.id(table)} where id = ${id}`.execute(db)
    const [row] = rows
    if (!row) lines.push(`${table} ${id}: the row is gone`)
    else for (const column of columns) lines.push(`${table} ${id} ${column}: ${shown(row[column])}`)
  }
  return lines
}

function shown(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'null'
  const line = value.replaceAll('\n', ' ')
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN)}…`
}
