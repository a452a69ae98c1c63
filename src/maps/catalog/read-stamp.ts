import { sql, type QueryExecutorProvider } from 'kysely'

/**
 * Reads what stays the same as long as nobody changes the tables of a schema: their columns, types,
 * constraints and partitions. To read the catalog itself takes many times as long.
 */
export async function readStamp(db: QueryExecutorProvider, schema: string): Promise<string> {
  const { rows } = await sql<{ stamp: string }>`
    with own as (
      select c.oid, c.xmin from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = ${schema} and c.relkind in ('r', 'p', 'f', 'm', 'v')),
    told as (
      select 1 as what, a.attrelid as id, a.attnum as nth, a.xmin
        from own join pg_catalog.pg_attribute a on a.attrelid = own.oid where a.attnum > 0
      union all
      select 2, k.oid, 0, k.xmin from own join pg_catalog.pg_constraint k on k.conrelid = own.oid
      union all
      select 3, i.inhrelid, i.inhseqno, i.xmin
        from own join pg_catalog.pg_inherits i on i.inhrelid = own.oid
      union all
      select 4, t.oid, 0, t.xmin from pg_catalog.pg_type t
        join pg_catalog.pg_namespace n on n.oid = t.typnamespace and n.nspname = ${schema})
    select coalesce(md5(string_agg(concat_ws(' ', what, id, nth, xmin), ',' order by what, id, nth)), '')
             as stamp from told`.execute(db)
  return rows[0]?.stamp ?? ''
}
