import { sql, type Kysely } from 'kysely'

/**
 * Chunks take turns by workspace: of each only so many are on their way to a worker, the others wait
 * here, and are due never. Else a workspace that hands in thousands of jobs fills the queue, and the
 * next one's job stands behind them all (14 s behind 674 jobs of one item: measured).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table unsaid.wakeup
     add column waits boolean not null default false,
     add constraint who_waits_is_never_due check (not waits or due_at = 'infinity')`,
  `create index wakeup_waiting on unsaid.wakeup (workspace_id, created_at, job_id, chunk) where waits`,
  `create index wakeup_on_its_way on unsaid.wakeup (workspace_id) where chunk <> 0 and not waits`,
  `create function unsaid.waiting_workspaces() returns setof text
     language sql stable security definer set search_path = ''
     as $$ select distinct w.workspace_id from unsaid.wakeup w where w.waits $$`,
  // What waits was not lost with the queue: it was never in it.
  `create or replace function unsaid.hasten_wakeups(age interval, most integer) returns bigint
     language sql volatile security definer set search_path = '' as $$
     with old as (
       select w.workspace_id, w.job_id, w.chunk from unsaid.wakeup w
        where w.created_at < pg_catalog.now() - age and w.due_at > pg_catalog.now() and not w.waits
        order by w.due_at limit most for update skip locked),
     hastened as (
       update unsaid.wakeup w set due_at = pg_catalog.now(), deliveries = 0
         from old
        where (w.workspace_id, w.job_id, w.chunk) = (old.workspace_id, old.job_id, old.chunk)
       returning 1)
     select pg_catalog.count(*) from hastened $$`,
]
