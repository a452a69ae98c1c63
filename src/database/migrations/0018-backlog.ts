import { sql, type Kysely } from 'kysely'

/** What is still to be done in all workspaces together, as counts and ages: for whoever watches. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** When a UUID of version 7 was made: its first 48 bits are milliseconds. */
const madeAt = (id: string) => `pg_catalog.to_timestamp(
  (('x' || pg_catalog.substr(pg_catalog.replace(${id}, '-', ''), 1, 12))::bit(48)::bigint) / 1000.0)`

const secondsSince = (moment: string) =>
  `coalesce(extract(epoch from pg_catalog.now() - ${moment}), 0)::double precision`

const STATEMENTS = [
  `create policy owner on unsaid.erasure to current_user using (true)`,
  // Nothing is counted further than `most`; what is due first is nearly always the oldest.
  `create function unsaid.backlog(most integer, out pending bigint, out waiting bigint,
     out oldest_seconds double precision, out unsealed_seconds double precision,
     out overdue_erasures bigint)
     language sql stable security definer set search_path = '' as $$
     select
       (select pg_catalog.count(*) from (select from unsaid.wakeup limit most) one),
       (select pg_catalog.count(*) from (select from unsaid.wakeup w where w.waits limit most) one),
       ${secondsSince(`(select pg_catalog.min(one.created_at) from (
          select w.created_at from unsaid.wakeup w order by w.due_at limit 1000) one)`)},
       ${secondsSince(`(select ${madeAt('pg_catalog.min(u.entry_id)')} from unsaid.ledger_unsealed u)`)},
       (select pg_catalog.count(*) from unsaid.erasure e
          join unsaid.job j on (j.workspace_id, j.id) = (e.workspace_id, e.job_id)
         where j.finished_at is null and e.due_at < pg_catalog.now()) $$`,
]
