import { sql, type QueryExecutorProvider } from 'kysely'
import type { ClassColumn } from './check/class-columns.ts'
import type { ReadValues } from './check/untaken-values.ts'

/** Nobody has so many kinds of rows; of more it can't be said that each is answered for. */
const MOST = 1_000

/** The distinct values of columns that rows are picked by. Reads each table once. */
export async function readClassValues(
  db: QueryExecutorProvider,
  schema: string,
  columns: readonly ClassColumn[],
): Promise<ReadValues[]> {
  const read: ReadValues[] = []
  for (const one of columns) read.push({ ...one, values: await valuesOf(db, schema, one) })
  return read
}

async function valuesOf(
  db: QueryExecutorProvider,
  schema: string,
  one: ClassColumn,
): Promise<ReadValues['values']> {
  if (!(await mayRead(db, schema, one))) return 'refused'
  const { rows } = await sql<{ value: string | null }>`
    select distinct ${sql.ref(one.column)}::text as value
      from ${sql.id(schema, one.table)} limit ${MOST + 1}`.execute(db)
  return rows.length > MOST ? 'too_many' : rows.map(({ value }) => value)
}

/** Asked beforehand: a refusal would end the transaction. Where rows are hidden, values may be, too. */
async function mayRead(
  db: QueryExecutorProvider,
  schema: string,
  { table, column }: ClassColumn,
): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select case when has_schema_privilege(${schema}, 'usage')
                then has_column_privilege(name, ${column}, 'select') and not row_security_active(name)
                else false end as may
      from format('%I.%I', ${schema}::text, ${table}::text) as name`.execute(db)
  return rows[0]?.may === true
}
