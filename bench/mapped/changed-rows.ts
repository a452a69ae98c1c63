import { isDeepStrictEqual } from 'node:util'
import { sql, type Kysely } from 'kysely'
import { changedKeys, keyedTables, snapshotOf } from '../../test/scene/foreign/snapshot-of.ts'
import type { Snapshot } from '../../test/scene/foreign/snapshot-of.ts'

/** Rows that a side changed, `table:key`, as they are now; undefined: gone. */
export type ChangedRows = ReadonlyMap<string, Readonly<Record<string, unknown>> | undefined>

/** @param beside tables that do not count */
export async function changedRows(
  admin: Kysely<never>,
  before: Snapshot,
  beside: readonly string[],
): Promise<ChangedRows> {
  const keys = changedKeys(before, await snapshotOf(admin)).filter(
    (key) => !beside.includes(key.slice(0, key.indexOf(':'))),
  )
  const changed = new Map<string, Readonly<Record<string, unknown>> | undefined>(
    keys.map((key) => [key, undefined]),
  )
  for (const { name, key } of await keyedTables(admin)) {
    const prefix = `${name}:`
    const own = keys.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length))
    if (own.length === 0) continue
    const of = key.map((column) => sql`one.${sql.ref(column)}::text`)
    const called = sql`concat_ws(',', ${sql.join(of.length > 0 ? of : [sql`ctid::text`])})`
    const { rows } = await sql<{ key: string; row: Record<string, unknown> }>`
      select ${called} as key, to_jsonb(one) as row from ${sql.id(name)} one
       where ${called} = any(${own}::text[])`.execute(admin)
    for (const one of rows) changed.set(prefix + one.key, parsed(one.row))
  }
  return changed
}

/** JSON in texts is read: it may be spelled otherwise. */
function parsed(row: Record<string, unknown>): Record<string, unknown> {
  const columns = Object.entries(row).map(([name, value]) => [name, parsedValue(value)])
  return Object.fromEntries(columns) as Record<string, unknown>
}

function parsedValue(value: unknown): unknown {
  if (typeof value !== 'string' || !/^["[{]/.test(value)) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/**
 * In what two sides differ, counted: `table.column` where both changed a row, but not to the same,
 * and `table: only one side` where only one changed it, or only one deleted it.
 *
 * @param unlike columns whose values cannot be the same, such as times
 */
export function differencesOf(
  one: ChangedRows,
  other: ChangedRows,
  unlike: ReadonlySet<string>,
): Record<string, number> {
  const counts: Record<string, number> = {}
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1)
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const table = key.slice(0, key.indexOf(':'))
    const [mine, theirs] = [one.get(key), other.get(key)]
    if (!one.has(key) || !other.has(key) || !mine !== !theirs) {
      count(`${table}: only one side`)
      continue
    }
    for (const name of Object.keys(mine ?? {})) {
      if (unlike.has(name) || isDeepStrictEqual(mine?.[name], theirs?.[name])) continue
      count(`${table}.${name}`)
    }
  }
  return counts
}

/** How many rows of each table. */
export function countByTable(rows: ChangedRows): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const key of rows.keys()) {
    const table = key.slice(0, key.indexOf(':'))
    counts[table] = (counts[table] ?? 0) + 1
  }
  return counts
}
