import { sql, type RawBuilder } from 'kysely'
import type { MappedSchema } from './mapped-schema.ts'

/**
 * A query of the sessions (`pid`) that work on tables of the map's schema and wait for what this
 * transaction has locked. Everybody may read `pg_locks`. Who waits for a row waits for the
 * transaction that has it; `pg_blocking_pids` is asked only of those, since it stops the server's
 * other locking for as long.
 */
export function waitersOf({ given }: MappedSchema): RawBuilder<unknown> {
  return sql`
    with lock as materialized (
      select pid, granted, locktype, transactionid,
             case when database = (select oid from pg_database where datname = current_database())
                  then relation end as relation
        from pg_locks)
    select distinct waiting.pid
      from lock waiting
      join lock held on held.pid = pg_backend_pid() and held.granted
       and held.locktype = waiting.locktype
       and (held.transactionid = waiting.transactionid or held.relation = waiting.relation)
     where not waiting.granted and pg_backend_pid() = any(pg_blocking_pids(waiting.pid))
       and exists (
         select from lock theirs join pg_class on oid = theirs.relation
          where theirs.pid = waiting.pid and relnamespace = to_regnamespace(${quoted(given.catalog.schema)}))`
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
