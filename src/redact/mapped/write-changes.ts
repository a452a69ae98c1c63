import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import { ConflictError } from '../../failure.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { Changes, RowChange } from './changes.ts'
import { columnType } from './column-type.ts'
import { versionOf } from './mapped-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { sameValue } from './same-value.ts'
import { waitBriefly } from './wait-briefly.ts'

/**
 * Writes what a transaction has gathered, by one statement: so their triggers that fire after rows
 * find all of it done and move none of them meanwhile, and rows that refer to each other go together.
 *
 * @returns places, each behind its table, of rows that stay since others use them
 * @throws ConflictError when a row is not where it was found; then nothing of this may be kept
 */
export async function writeChanges(
  trx: Trx,
  schema: MappedSchema,
  changes: Changes,
): Promise<ReadonlySet<string>> {
  const writes = writesOf(changes)
  if (writes.length === 0) return new Set()
  const written = writes.map((write, nth) => {
    const statement = write.isDelete ? deleteSql(schema, changes, write) : updateSql(schema, write)
    return sql`${sql.id(`w${nth}`)} as (${statement} returning told.place::text as place)`
  })
  const told = writes.map(
    ({ used }, nth) => sql`
      select ${nth}::integer as nth, count(*)::integer as count,
             ${used ? sql`array_agg(place)` : sql`null::text[]`} as places from ${sql.id(`w${nth}`)}`,
  )
  const writing = sql<Told>`with ${sql.join(written)} ${sql.join(told, sql` union all `)}`
  const [, , { rows }] = await together([
    waitBriefly(trx),
    setPath(trx, [schema.given.catalog.schema, 'public']),
    writing.execute(trx),
    setPath(trx, ['unsaid']),
  ])
  return new Set(rows.flatMap((one) => leftOf(writes[one.nth], one)))
}

/** Rows of one table that are written alike. */
interface Write {
  readonly table: string
  readonly rows: readonly RowChange[]
  readonly isDelete: boolean
  /** They go only if nobody uses them. */
  readonly used?: RowChange['unlessUsed']
}

interface Told {
  readonly nth: number
  readonly count: number
  readonly places: readonly string[] | null
}

function writesOf({ tables }: Changes): readonly Write[] {
  return [...tables].flatMap(([table, changes]) => {
    const all = [...changes.values()]
    const updated = alike(all.filter((row) => !row.isDeleted && isWritten(row)))
    const deleted = groupedBy(
      all.filter((row) => row.isDeleted),
      ({ unlessUsed }) => unlessUsed,
    )
    return [
      ...updated.map((rows) => ({ table, rows, isDelete: false })),
      ...[...deleted].map(([used, rows]) => ({ table, rows, isDelete: true, used })),
    ]
  })
}

function leftOf(write: Write | undefined, { count, places }: Told): readonly string[] {
  if (!write || count === write.rows.length) return []
  if (!write.used) throw new ConflictError('a row of a map is not where it was found')
  const gone = new Set(places)
  return write.rows.flatMap(({ place }) => (gone.has(place) ? [] : `${write.table} ${place}`))
}

/**
 * Their triggers are run by us and name their tables as their own application does. What we write is
 * named in full wherever the path leads.
 */
async function setPath(trx: Trx, schemas: readonly string[]): Promise<void> {
  const path = schemas.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')
  await sql`select set_config('search_path', ${path}, true)`.execute(trx)
}

const isWritten = ({ values, touched }: RowChange) => values.size + touched.size > 0

/** Rows whose columns are the same are written by one statement. */
function alike(rows: readonly RowChange[]): readonly (readonly RowChange[])[] {
  const groups = groupedBy(rows, ({ values, touched }) =>
    JSON.stringify([[...values.keys()].sort(), [...touched].sort()]),
  )
  return [...groups.values()]
}

function updateSql(schema: MappedSchema, { table, rows }: Write): RawBuilder<unknown> {
  const [first] = rows
  const columns = [...(first?.values.keys() ?? [])].sort()
  const { catalog } = schema.given
  const written = columns.map((name, at) => {
    const type = columnType(schema.column(table, name), catalog.schema)
    return sql`${sql.id(name)} = ${sql.ref(`told.v${at}`)}::${type}`
  })
  const touched = [...(first?.touched ?? [])].map(
    ([name, now]) => sql`${sql.id(name)} = ${NOW[now]}`,
  )
  const values = columns.map(
    (name) => sql`${rows.map((row) => row.values.get(name) ?? null)}::text[]`,
  )
  const names = columns.map((_, at) => sql.id(`v${at}`))
  return sql`
    update ${schema.from(table)} t set ${sql.join([...written, ...touched])}
      from unnest(${sql.join([placesOf(rows), versionsOf(rows), ...values])})
           as told(${sql.join([sql.id('place'), sql.id('version'), ...names])})
     where ${sql.join([...isTold(), schema.isOwn('t', table)], sql` and `)}`
}

const NOW = {
  now: sql`now()`,
  now_second: sql`date_trunc('second', now())`,
  now_ms: sql`floor(extract(epoch from now()) * 1000)::bigint`,
} as const

/** Users that go by the same statement use nothing any more. */
function deleteSql(
  schema: MappedSchema,
  { tables }: Changes,
  { table, rows, used }: Write,
): RawBuilder<unknown> {
  const unused = (used ?? []).map(({ table: user, column, own }) => {
    const going = [...(tables.get(user)?.values() ?? [])].filter((row) => row.isDeleted)
    const refers = sameValue(
      schema,
      { alias: 'u', table: user, column },
      { alias: 't', table, column: own },
    )
    return sql`not exists (
      select from ${schema.from(user)} u where u.ctid <> all(${placesOf(going)}) and ${refers})`
  })
  return sql`
    delete from ${schema.from(table)} t using unnest(${placesOf(rows)}, ${versionsOf(rows)})
           as told(place, version)
     where ${sql.join([...isTold(), schema.isOwn('t', table), ...unused], sql` and `)}`
}

/** The row that was read, and not one that has come to its place since. */
const isTold = () => [sql`t.ctid = told.place`, sql`${versionOf('t')} = told.version`]

const versionsOf = (rows: readonly RowChange[]) =>
  sql`${rows.map(({ version }) => version)}::text[]`

const placesOf = (rows: readonly RowChange[]) => sql`${rows.map(({ place }) => place)}::tid[]`
