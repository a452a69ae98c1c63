import { sql } from 'kysely'
import type { CatalogTrigger, CheckRule, ForeignKey } from './catalog.ts'

interface OfTable<Item> {
  readonly table: string
  readonly item: Item
}

/** Keys that the database itself keeps. */
export const foreignKeyQuery = (schema: string) => sql<OfTable<ForeignKey>>`
  with acts(code, does) as (values ('a'::"char", 'refuse'), ('r', 'refuse'), ('c', 'cascade'),
                                   ('n', 'set null'), ('d', 'set default'))
  select c.relname as table, jsonb_build_object(
      'columns', (select jsonb_agg(a.attname order by u.at)
                    from unnest(f.conkey) with ordinality u(attnum, at)
                    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.attnum),
      'table', r.relname,
      'to', (select jsonb_agg(a.attname order by u.at)
               from unnest(f.confkey) with ordinality u(attnum, at)
               join pg_attribute a on a.attrelid = f.confrelid and a.attnum = u.attnum),
      'onDelete', (select does from acts where code = f.confdeltype),
      'onUpdate', (select does from acts where code = f.confupdtype)) as item
    from pg_constraint f
    join pg_class c on c.oid = f.conrelid
    join pg_class r on r.oid = f.confrelid
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and f.contype = 'f'
   order by c.relname, f.conname`

/** What is refused: by a column's own check, by one of the table, and by the domain it is of. */
export const checkQuery = (schema: string) => sql<OfTable<CheckRule>>`
  select c.relname as table, jsonb_build_object(
      'columns', (select coalesce(jsonb_agg(a.attname order by a.attnum), '[]')
                    from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)),
      'rule', pg_get_constraintdef(k.oid)) as item
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and k.contype = 'c'
  union all
  select c.relname, jsonb_build_object(
      'columns', jsonb_build_array(a.attname), 'rule', pg_get_constraintdef(k.oid))
    from pg_constraint k
    join pg_attribute a on a.atttypid = k.contypid and a.attnum > 0 and not a.attisdropped
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'f')
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and k.contype = 'c' and k.contypid <> 0`

/** What else runs when rows are written: enabled triggers of users, and rules. */
export const triggerQuery = (schema: string) => sql<OfTable<CatalogTrigger>>`
  select c.relname as table, jsonb_build_object(
      'name', t.tgname,
      'onUpdate', t.tgtype & 16 > 0,
      'onDelete', t.tgtype & 8 > 0,
      'columns', (select coalesce(jsonb_agg(a.attname order by a.attnum), '[]') from pg_attribute a
                   where a.attrelid = c.oid and a.attnum = any (t.tgattr))) as item
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and not t.tgisinternal and t.tgenabled in ('O', 'A')
  union all
  select c.relname, jsonb_build_object('name', r.rulename, 'onUpdate', r.ev_type = '2',
                                       'onDelete', r.ev_type = '4', 'columns', '[]'::jsonb)
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class and c.relkind in ('r', 'p')
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = ${schema} and r.ev_enabled in ('O', 'A')`
