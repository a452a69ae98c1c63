import { sql, type QueryExecutorProvider } from 'kysely'

/**
 * Why Postgres refuses to update a table or delete from it: a publication that publishes that
 * must be able to tell which row it was.
 */
export interface UnwritableTable {
  readonly table: string
  readonly publication: string
  readonly cause: 'identity' | 'filter' | 'columns'
  /** The SQL that cures it. */
  readonly cure: string
}

/** Written by functions of the owner's, so that the app itself has no right to. */
const BY_FUNCTIONS = 'unsaid.ledger_unsealed'

/**
 * Finds the tables of these schemas that the app writes and that a publication keeps from being
 * written. Reads catalogs alone: columns that an older Postgres does not know are read as JSON.
 */
export async function unwritableTables(
  db: QueryExecutorProvider,
  schemas: readonly string[],
): Promise<UnwritableTable[]> {
  const { rows } = await sql<Found>`
    with published as (${PUBLISHED} where schemaname = any(${schemas}::text[]))
    select "table", publication, has_key,
           case when identity is null and replica <> 'f' then 'identity'
                when ${FILTER_READS_OTHERS} then 'filter'
                when ${LIST_LACKS_SOME} then 'columns' end as cause
      from published where writes order by "table", publication`.execute(db)
  return rows.flatMap(({ cause, ...found }) =>
    cause === null ? [] : [{ ...found, cause, cure: cureOf({ ...found, cause }) }],
  )
}

/** @returns what is wrong, as one sentence without its end */
export function aboutUnwritable({ table, publication, cause }: UnwritableTable): string {
  const why = {
    identity: 'the table has no replica identity',
    filter: "its row filter reads columns outside the table's replica identity",
    columns: "its columns lack some of the table's replica identity",
  }[cause]
  return `the publication ${publication} keeps ${table} from being written, ${why}`
}

interface Found {
  readonly table: string
  readonly publication: string
  readonly has_key: boolean
  readonly cause: UnwritableTable['cause'] | null
}

/** A full identity would publish the old text with each redaction. */
function cureOf({ table, publication, has_key: hasKey, cause }: Found): string {
  if (cause === 'identity') {
    return `alter table ${table} replica identity ${hasKey ? 'default' : 'full'};`
  }
  const alter = (change: string) => `alter publication ${publication} ${change} table ${table};`
  return `${alter('drop')} ${alter('add')}`
}

const NAMES = sql`array_agg(attname::text)`

const PUBLISHED = sql`
  select format('%I.%I', schemaname, tablename) as "table", quote_ident(p.pubname) as publication,
         c.oid, p.oid as publication_oid, c.relreplident as replica,
         nullif(to_jsonb(t) -> 'attnames', 'null') as listed,
         (p.pubupdate and (has_any_column_privilege(c.oid, 'update') or c.oid = by_functions))
           or (p.pubdelete and (has_table_privilege(c.oid, 'delete') or c.oid = by_functions))
           as writes,
         exists (select from pg_index where indrelid = c.oid and indisprimary) as has_key,
         (select ${NAMES} from pg_index join pg_attribute
              on attrelid = indrelid and attnum = any(indkey)
           where indrelid = c.oid
             and case c.relreplident when 'd' then indisprimary
                                     when 'i' then indisreplident else false end) as identity,
         (select ${NAMES} from pg_attribute
           where attrelid = c.oid and attnum > 0 and not attisdropped
             and (attgenerated = '' or current_setting('server_version_num')::int >= 180000))
           as all_columns
    from pg_publication_tables t
    join pg_publication p using (pubname)
    join pg_class c on c.oid = format('%I.%I', schemaname, tablename)::regclass
    cross join (select to_regclass(${BY_FUNCTIONS})::oid as by_functions) b`

/** Columns of a list are recorded once as well, beside those that the filter reads. */
const FILTER_READS_OTHERS = sql`replica <> 'f' and exists (
  select from pg_publication_rel r
    join pg_depend on classid = 'pg_publication_rel'::regclass and objid = r.oid
    join pg_attribute on attrelid = refobjid and attnum = refobjsubid
   where r.prpubid = publication_oid and r.prrelid = published.oid
     and refclassid = 'pg_class'::regclass and refobjid = published.oid and refobjsubid > 0
     and attname <> all(identity)
   group by attnum, to_jsonb(r) ->> 'prattrs'
  having count(*) >
         coalesce(((to_jsonb(r) ->> 'prattrs') ~ ('\\m' || attnum || '\\M'))::int, 0))`

const LIST_LACKS_SOME = sql`not (
  coalesce(listed, to_jsonb(all_columns)) @>
  to_jsonb(case replica when 'f' then all_columns else identity end))`
