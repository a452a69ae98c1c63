import { sql, type Kysely } from 'kysely'

/** Each row of schema public, `table:key`, with a hash of all that stands in it. */
export type Snapshot = ReadonlyMap<string, string>

/** Takes down every row, so that a test can say that others are, byte for byte, as before. */
export async function snapshotOf(db: Kysely<never>): Promise<Snapshot> {
  return new Map((await everyRow(db, [])).map(({ key, hash }) => [key, hash]))
}

/** The keys of rows that are gone, new or not what they were. */
export function changedKeys(before: Snapshot, after: Snapshot): string[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].filter((key) => before.get(key) !== after.get(key)).sort()
}

/** The keys of rows in which one of the words stands: those that may change. */
export async function keysWith(db: Kysely<never>, words: readonly string[]): Promise<string[]> {
  const keys = new Set<string>()
  for (let at = 0; at < words.length; at += WORDS_AT_ONCE) {
    const rows = await everyRow(db, words.slice(at, at + WORDS_AT_ONCE))
    for (const { key, isFound } of rows) if (isFound) keys.add(key)
  }
  return [...keys].sort()
}

/** A pattern of more is too complex for Postgres. */
const WORDS_AT_ONCE = 200

/** The keys of rows that say they are another tenant's. */
export async function keysOfOthers(
  db: Kysely<never>,
  column: string,
  tenant: string,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = ${column}`.execute(db)
  for (const { name, key } of await keyedTables(db)) {
    if (!tables.some((table) => table.name === name)) continue
    const of = key.map((one) => sql`one.${sql.ref(one)}::text`)
    const { rows } = await sql<{ key: string }>`
      select ${`${name}:`} || concat_ws(',', ${sql.join(of.length > 0 ? of : [sql`ctid::text`])}) as key
        from ${sql.id(name)} one where one.${sql.ref(column)}::text <> ${tenant}`.execute(db)
    for (const row of rows) keys.add(row.key)
  }
  return keys
}

interface HashedRow {
  readonly key: string
  readonly hash: string
  readonly isFound: boolean
}

async function everyRow(db: Kysely<never>, words: readonly string[]): Promise<HashedRow[]> {
  // Bytes are shown as hexadecimal digits.
  const hexadecimal = words.map((word) => Buffer.from(word).toString('hex'))
  const pattern = [...words, ...hexadecimal].join('|')
  const all: HashedRow[] = []
  for (const { name, key } of await keyedTables(db)) {
    const of = key.map((column) => sql`one.${sql.ref(column)}::text`)
    const { rows } = await sql<HashedRow>`
      select ${`${name}:`} || concat_ws(',', ${sql.join(of.length > 0 ? of : [sql`ctid::text`])}) as key,
             md5(one::text) as hash, ${pattern} <> '' and one::text ~ ${pattern} as "isFound"
        from ${sql.id(name)} one`.execute(db)
    for (const row of rows) all.push(row)
  }
  return all
}

/** The tables of schema public, with the columns of their primary keys. */
export async function keyedTables(db: Kysely<never>) {
  const { rows } = await sql<{ name: string; key: string[] }>`
    select c.relname as name,
           array(select a.attname::text from pg_index i
                   join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
                  where i.indrelid = c.oid and i.indisprimary order by a.attnum) as key
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     order by c.relname`.execute(db)
  return rows
}
