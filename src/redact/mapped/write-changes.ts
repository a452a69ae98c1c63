import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import { ConflictError } from '../../failure.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { Changes, RowChange } from './changes.ts'
import { columnType } from './column-type.ts'
import { deletionOrder } from './deletion-order.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { sameValue } from './same-value.ts'

/**
 * Writes what a transaction has gathered: rows that stay first, then those that go, the ones that
 * refer to others before these.
 *
 * @returns places, each behind its table, of rows that stay since others use them
 * @throws ConflictError when a row is not where it was found; then nothing of this may be kept
 */
export async function writeChanges(
  trx: Trx,
  schema: MappedSchema,
  { tables }: Changes,
): Promise<ReadonlySet<string>> {
  const there = setPath(trx, [schema.given.catalog.schema, 'public'])
  const updates = [...tables].flatMap(([table, rows]) =>
    alike([...rows.values()].filter((row) => !row.isDeleted && isWritten(row))).map((some) =>
      updateRows(trx, schema, table, some),
    ),
  )
  const deleted = new Map(
    [...tables].map(([table, rows]) => [table, [...rows.values()].filter((row) => row.isDeleted)]),
  )
  const names = [...deleted].filter(([, rows]) => rows.length > 0).map(([table]) => table)
  const deletes = deletionOrder(schema.given.catalog, names, deleted).flatMap((table) =>
    [...groupedBy(deleted.get(table) ?? [], ({ unlessUsed }) => unlessUsed).values()].map((some) =>
      deleteRows(trx, schema, table, some),
    ),
  )
  // One after the other, as they were asked for: nothing of ours comes between.
  const left = await together([there, ...updates, ...deletes, setPath(trx, ['unsaid'])])
  return new Set(left.flat())
}

/**
 * Their triggers are run by us and name their tables as their own application does. What we write is
 * named in full wherever the path leads.
 */
async function setPath(trx: Trx, schemas: readonly string[]): Promise<readonly string[]> {
  const path = schemas.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')
  await sql`select set_config('search_path', ${path}, true)`.execute(trx)
  return []
}

const isWritten = ({ values, touched }: RowChange) => values.size + touched.size > 0

/** Rows whose columns are the same are written by one statement. */
function alike(rows: readonly RowChange[]): readonly (readonly RowChange[])[] {
  const groups = groupedBy(rows, ({ values, touched }) =>
    JSON.stringify([[...values.keys()].sort(), [...touched].sort()]),
  )
  return [...groups.values()]
}

async function updateRows(
  trx: Trx,
  schema: MappedSchema,
  table: string,
  rows: readonly RowChange[],
): Promise<readonly string[]> {
  const [first] = rows
  if (!first) return []
  const columns = [...first.values.keys()].sort()
  const { catalog } = schema.given
  const written = columns.map((name, at) => {
    const type = columnType(schema.column(table, name), catalog.schema)
    return sql`${sql.id(name)} = ${sql.ref(`told.v${at}`)}::${type}`
  })
  const touched = [...first.touched].map(([name, now]) => sql`${sql.id(name)} = ${NOW[now]}`)
  const values = columns.map(
    (name) => sql`${rows.map((row) => row.values.get(name) ?? null)}::text[]`,
  )
  const names = columns.map((_, at) => sql.id(`v${at}`))
  const { numAffectedRows } = await sql`
    update ${schema.from(table)} t set ${sql.join([...written, ...touched])}
      from unnest(${sql.join([placesOf(rows), ...values])})
           as told(${sql.join([sql.id('place'), ...names])})
     where t.ctid = told.place and ${schema.isOwn('t', table)}`.execute(trx)
  assertAll(Number(numAffectedRows ?? 0n), rows)
  return []
}

const NOW = {
  now: sql`now()`,
  now_ms: sql`floor(extract(epoch from now()) * 1000)::bigint`,
} as const

async function deleteRows(
  trx: Trx,
  schema: MappedSchema,
  table: string,
  rows: readonly RowChange[],
): Promise<readonly string[]> {
  const used = rows[0]?.unlessUsed
  const unused = (used?.tables ?? []).map(
    (other) => sql`not exists (
      select from ${schema.from(other)} u
       where ${sameValue(
         schema,
         { alias: 'u', table: other, column: used?.column ?? '' },
         { alias: 't', table, column: used?.own ?? '' },
       )})`,
  )
  const { rows: gone } = await sql<{ place: string }>`
    delete from ${schema.from(table)} t using unnest(${placesOf(rows)}) as told(place)
     where ${sql.join([sql`t.ctid = told.place`, schema.isOwn('t', table), ...unused], sql` and `)}
    returning told.place::text as place`.execute(trx)
  if (!used) assertAll(gone.length, rows)
  const deleted = new Set(gone.map(({ place }) => place))
  return rows.flatMap(({ place }) => (deleted.has(place) ? [] : `${table} ${place}`))
}

const placesOf = (rows: readonly RowChange[]) => sql`${rows.map(({ place }) => place)}::tid[]`

function assertAll(affected: number, { length }: readonly RowChange[]): void {
  if (affected !== length) {
    throw new ConflictError('a row of a map is not where it was found')
  }
}
