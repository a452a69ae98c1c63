import { sql } from 'kysely'
import type { CatalogColumn } from './catalog.ts'

/**
 * Columns with their types: a domain is looked through, since what it is made of decides what it can
 * hold, and an array is what its elements are.
 */
export const columnQuery = (schema: string) => sql<{
  readonly table: string
  readonly item: CatalogColumn
}>`
  with recursive plain(oid, at, mod) as (
    select oid, oid, -1 from pg_type
    union all
    select p.oid, t.typbasetype, case when p.mod = -1 then t.typtypmod else p.mod end
      from plain p join pg_type t on t.oid = p.at where t.typtype = 'd')
  select c.relname as table, jsonb_build_object(
      'name', a.attname,
      'type', format_type(a.atttypid, a.atttypmod),
      'base', coalesce(e.typname, t.typname),
      'typeSchema', (select nullif(s.nspname, 'pg_catalog') from pg_namespace s
                      where s.oid = coalesce(e.typnamespace, t.typnamespace)),
      'isArray', e.oid is not null,
      'isEnum', coalesce(e.typtype, t.typtype) = 'e',
      'length', case when coalesce(e.typname, t.typname) in ('varchar', 'bpchar')
                     then nullif(greatest(case when a.atttypmod > 0 then a.atttypmod else p.mod end - 4, 0), 0) end,
      'notNull', a.attnotnull or exists (select from pg_type d where d.oid = a.atttypid and d.typnotnull),
      'isGenerated', a.attgenerated <> '',
      'isIdentity', a.attidentity = 'a',
      'labels', (select coalesce(jsonb_agg(enumlabel order by enumsortorder), '[]')
                   from pg_enum where enumtypid = coalesce(e.oid, t.oid))) as item
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    join plain p on p.oid = a.atttypid
    join pg_type t on t.oid = p.at and t.typtype <> 'd'
    left join pg_type e on t.typcategory = 'A' and e.oid = t.typelem
   where n.nspname = ${schema} and c.relkind in ('r', 'p', 'f', 'm', 'v')
     and a.attnum > 0 and not a.attisdropped
   order by c.relname, a.attnum`
