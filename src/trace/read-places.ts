import { sql, type QueryExecutorProvider } from 'kysely'
import type { CatalogColumn } from '../maps/catalog/catalog.ts'
import { holdsText } from '../maps/catalog/holds-text.ts'
import { readCatalog } from '../maps/catalog/read-catalog.ts'

/** A table with its columns that can hold text. */
export interface SearchedTable {
  readonly schema: string
  readonly table: string
  readonly columns: readonly SearchedColumn[]
  readonly isForeign: boolean
  /** Whether row-level security may keep rows from this login. */
  readonly hidesRows: boolean
  /** False: a materialized view without rows, which Postgres refuses to read. */
  readonly isPopulated: boolean
}

export interface SearchedColumn {
  readonly name: string
  readonly base: string
  readonly isArray: boolean
  readonly mayRead: boolean
  /** Of a search vector: the configuration that it is made with, where that can be told. */
  readonly configuration: string | null
}

/** The schemas that are not Postgres' own; those of temporary tables are, too. */
export async function readSchemas(db: QueryExecutorProvider): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select nspname as name from pg_namespace
     where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

/**
 * Every table of a schema that keeps rows of its own: tables, partitions, children and materialized
 * views, and tables that stand elsewhere. A partitioned table and a view have none.
 */
export async function readPlaces(
  db: QueryExecutorProvider,
  schema: string,
): Promise<SearchedTable[]> {
  const { tables } = await readCatalog(db, schema)
  const access = new Map(
    (await accessQuery(schema).execute(db)).rows.map((row) => [row.table, row]),
  )
  return tables.flatMap(({ name, kind, columns }) => {
    const told = access.get(name)
    if (!told || kind === 'view' || kind === 'partitioned') return []
    const { hidesRows, isPopulated } = told
    const searched = columns.filter(holdsText).map((column) => searchedColumn(column, told))
    const isForeign = kind === 'foreign'
    return [{ schema, table: name, columns: searched, isForeign, hidesRows, isPopulated }]
  })
}

interface Access {
  readonly table: string
  readonly readable: readonly string[]
  readonly hidesRows: boolean
  readonly isPopulated: boolean
  readonly configurations: Readonly<Record<string, string>>
}

function searchedColumn({ name, base, isArray }: CatalogColumn, access: Access): SearchedColumn {
  const configuration = access.configurations[name] ?? null
  return { name, base, isArray, mayRead: access.readable.includes(name), configuration }
}

/** What the login may read; asked beforehand, since a refusal would end the transaction. */
const accessQuery = (schema: string) => sql<Access>`
  with configured as (
    select a.attrelid, a.attname,
           coalesce(substring(pg_get_expr(d.adbin, d.adrelid) from 'to_tsvector\\(''([^'']+)''::regconfig'),
                    (select split_part(encode(t.tgargs, 'escape'), '\\000', 2)
                       from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                      where t.tgrelid = a.attrelid and p.proname = 'tsvector_update_trigger'
                        and split_part(encode(t.tgargs, 'escape'), '\\000', 1) = a.attname
                      limit 1)) as name
      from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.atttypid = 'tsvector'::regtype)
  select c.relname as table,
         row_security_active(c.oid) as "hidesRows",
         c.relispopulated as "isPopulated",
         array(select a.attname::text from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                  and has_schema_privilege(n.oid, 'usage')
                  and has_column_privilege(c.oid, a.attnum, 'select')) as readable,
         (select coalesce(jsonb_object_agg(k.attname, k.name), '{}') from configured k
           where k.attrelid = c.oid and k.name is not null) as configurations
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and c.relkind in ('r', 'f', 'm')`
