import { sql } from 'kysely'
import type { CatalogIndex, UniqueIndex } from './catalog.ts'

/** An index both as what it forbids and as what it finds. */
type IndexRow = CatalogIndex & UniqueIndex & { readonly isUnique: boolean }

/**
 * Indexes. Postgres lists the columns of expressions and of the predicate together; those of the
 * expressions are told by their names in them. Before Postgres 15 no index took nulls for equal.
 */
export const indexQuery = (schema: string) => sql<{
  readonly table: string
  readonly item: IndexRow
}>`
  with index as (
    select c.relname as table, x.relname as name, i.*,
           (select coalesce(string_agg(pg_get_indexdef(i.indexrelid, k, true), ' '), '')
              from generate_series(1, i.indnkeyatts) k where i.indkey[k - 1] = 0) as expressions
      from pg_index i
      join pg_class x on x.oid = i.indexrelid
      join pg_class c on c.oid = i.indrelid
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = ${schema}
  ), inside as (
    select distinct i.indexrelid, a.attname
      from index i
      join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
                      and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
     where strpos(i.expressions, quote_ident(a.attname)) > 0
  )
  select i.table, jsonb_build_object(
      'name', i.name,
      'isUnique', i.indisunique,
      'isPartial', i.indpred is not null,
      'areNullsEqual', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
      'first', (select a.attname from pg_attribute a
                 where a.attrelid = i.indrelid and a.attnum = i.indkey[0]),
      'columns', (select coalesce(jsonb_agg(one order by one), '[]')
                    from (select a.attname as one from generate_series(1, i.indnkeyatts) k
                            join pg_attribute a
                              on a.attrelid = i.indrelid and a.attnum = i.indkey[k - 1]
                          union select u.attname from inside u where u.indexrelid = i.indexrelid) q),
      'inExpressions', (select coalesce(jsonb_agg(u.attname order by u.attname), '[]')
                          from inside u where u.indexrelid = i.indexrelid)) as item
    from index i
   order by i.table, i.name`
