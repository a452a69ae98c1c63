import { sql } from 'kysely'
import type { Db } from '../../database/connection.ts'
import { ok, warning, type Check } from './check.ts'

const CHECK = 'copies'

/** Where message text is, as table and column. No index or statistics of ours reads these. */
const TEXT = [
  ['conversation', 'data'],
  ['conversation', 'source'],
  ['conversation_part', 'body'],
  ['conversation_part', 'data'],
  ['contact', 'data'],
] as const

/** Whether indexes or statistics that somebody made hold text outside of its row. */
export async function checkCopies(db: Db): Promise<Check[]> {
  const { rows } = await sql<{ kind: string; name: string; from: string }>`
    select kind, name, string_agg(relname || '.' || attname, ', ' order by attnum) as from
      from (${MADE_FROM}) made
      join pg_class c on c.oid = made.table_oid
      join pg_attribute on attrelid = c.oid and attnum = any(made.columns)
     where c.relnamespace = to_regnamespace('unsaid')
       and array[relname, attname]::text[] in (${sql.join(TEXT_NAMES)})
     group by kind, name order by kind, name`.execute(db)
  if (rows.length === 0) return [ok(CHECK, 'no index and no statistics hold message text')]
  return rows.map(({ kind, name, from }) =>
    warning(
      CHECK,
      `the ${kind} ${name} ${kind === 'index' ? 'holds' : 'hold'} text of ${from}, which outlives a redaction`,
      `run \`drop ${kind} ${name};\``,
    ),
  )
}

const TEXT_NAMES = TEXT.map(([table, column]) => sql`array[${table}, ${column}]::text[]`)

/** What is made of which columns; expressions and conditions are told by what they depend on. */
const MADE_FROM = sql`
  select case classid when 'pg_class'::regclass then 'index' else 'statistics' end as kind,
         coalesce(
           (select format('%I.%I', nspname, relname) from pg_class i
              join pg_namespace n on n.oid = relnamespace
             where i.oid = objid and classid = 'pg_class'::regclass),
           (select format('%I.%I', nspname, stxname) from pg_statistic_ext s
              join pg_namespace n on n.oid = stxnamespace where s.oid = objid)) as name,
         refobjid as table_oid, array_agg(refobjsubid) as columns
    from pg_depend
   where refclassid = 'pg_class'::regclass and refobjsubid > 0
     and (classid = 'pg_statistic_ext'::regclass
          or (classid = 'pg_class'::regclass
              and objid in (select indexrelid from pg_index)))
   group by classid, objid, refobjid`
