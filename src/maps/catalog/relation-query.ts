import { sql } from 'kysely'
import type { CatalogTable } from './catalog.ts'

/** The tables and views of a schema, with what is one to a table. */
export const relationQuery = (schema: string) => sql<{ readonly table: RelationRow }>`
  select jsonb_build_object(
      'name', c.relname,
      'kind', case c.relkind when 'r' then 'table' when 'p' then 'partitioned' when 'f' then 'foreign'
                             when 'm' then 'materialized' else 'view' end,
      'rows', greatest(c.reltuples, 0)::bigint,
      'bytes', case when c.relkind in ('r', 'm') then pg_table_size(c.oid) else 0 end,
      'isPartition', c.relispartition,
      'parents', (select coalesce(jsonb_agg(p.relname order by p.relname), '[]')
                    from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid),
      'primaryKey', (select coalesce(jsonb_agg(a.attname order by k.at), '[]')
                       from pg_index i, unnest(i.indkey) with ordinality k(attnum, at), pg_attribute a
                      where i.indrelid = c.oid and i.indisprimary
                        and a.attrelid = c.oid and a.attnum = k.attnum),
      'identity', case c.relreplident when 'f' then 'full' when 'i' then 'index' when 'n' then 'nothing'
                  else case when exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
                            then 'key' else 'nothing' end end,
      'publications', (select coalesce(jsonb_agg(jsonb_build_object(
                           'name', p.pubname, 'updates', p.pubupdate, 'deletes', p.pubdelete)
                           order by p.pubname), '[]')
                         from pg_publication_tables t join pg_publication p using (pubname)
                        where t.schemaname = n.nspname and t.tablename = c.relname)) as table
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and c.relkind in ('r', 'p', 'f', 'm', 'v')
   order by c.relname`

/** A table without its columns and what hangs on it. */
type RelationRow = Omit<
  CatalogTable,
  'columns' | 'uniques' | 'foreignKeys' | 'indexes' | 'checks' | 'triggers'
>
