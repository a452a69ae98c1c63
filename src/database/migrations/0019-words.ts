import { sql, type Kysely } from 'kysely'

/**
 * A wakeup says in a word what it wakes: a single redaction, the next step of a list's job, or a
 * chunk. Until here 0 and -1 stood for the first two, which whoever asked had to know.
 *
 * The number stays in the key, since a key holds no null, and a table without one can't be deleted
 * from where a publication sends its deletes. The word is computed from it: the code before this
 * goes on while processes are exchanged, and its rows have their word, too.
 *
 * And what becomes of the lists of jobs that expire is written by the room whose lists they are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...WORDS, ...LEFT_LISTS]) await sql.raw(statement).execute(db)
}

const WORDS = [
  `alter table unsaid.wakeup
     add column wakes text collate "C" not null generated always as (
       case chunk when 0 then 'redaction' when -1 then 'step' else 'chunk' end) stored,
     add constraint a_redaction_a_step_or_a_chunk check (chunk >= -1)`,
  // One index, not two: each single redaction pays for it. The code before counts by the key meanwhile.
  `drop index unsaid.wakeup_on_its_way`,
  `create index wakeup_on_its_way on unsaid.wakeup (workspace_id)
    where wakes <> 'redaction' and not waits`,
  `drop function unsaid.due_wakeups(interval, integer, interval, interval)`,
  `create function unsaid.due_wakeups(
       overdue interval, most integer, first_wait interval, longest_wait interval)
     returns table (workspace_id text, job_id text, wakes text, chunk integer)
     language sql volatile security definer set search_path = '' as $$
     with due as (
       select w.workspace_id, w.job_id, w.chunk from unsaid.wakeup w
        where w.due_at <= pg_catalog.now() - overdue
        order by w.due_at limit most for update skip locked)
     update unsaid.wakeup w
        set deliveries = w.deliveries + 1,
            due_at = pg_catalog.now()
              + least(first_wait * pg_catalog.power(2, least(w.deliveries, 20)), longest_wait)
       from due
      where (w.workspace_id, w.job_id, w.chunk) = (due.workspace_id, due.job_id, due.chunk)
     returning w.workspace_id, w.job_id, w.wakes, w.chunk $$`,
]

const LEFT_LISTS = [
  // Of jobs that are there it leaves the lists alone: anybody of ours may call it.
  `create function unsaid.leave_lists(workspaces text[], jobs text[]) returns void
     language sql volatile security definer set search_path = '' as $$
     update unsaid.job_list l set accepted_at = null, received_at = '-infinity'
       from unnest(workspaces, jobs) as gone (workspace_id, job_id)
      where (l.workspace_id, l.job_id) = (gone.workspace_id, gone.job_id)
        and l.accepted_at is not null
        and not exists (select from unsaid.job j
                         where (j.workspace_id, j.id) = (l.workspace_id, l.job_id)) $$`,
  // Only jobs that have ended go, however old.
  `create or replace function unsaid.purge_jobs(age interval, most integer) returns bigint
     language plpgsql volatile security definer set search_path = '' as $$
   declare
     workspaces text[];
     jobs text[];
   begin
     with gone as (
       delete from unsaid.job j using (
         select e.workspace_id, e.id from unsaid.job e
          where e.created_at < pg_catalog.now() - age and e.finished_at < pg_catalog.now() - age
          limit most for update skip locked) expired
        where (j.workspace_id, j.id) = (expired.workspace_id, expired.id)
       returning j.workspace_id, j.id),
     keys as (
       delete from unsaid.idempotency_key k using gone
        where (k.workspace_id, k.job_id) = (gone.workspace_id, gone.id))
     select pg_catalog.array_agg(g.workspace_id), pg_catalog.array_agg(g.id)
       into workspaces, jobs from gone g;
     perform unsaid.leave_lists(workspaces, jobs);
     return coalesce(pg_catalog.cardinality(jobs), 0);
   end $$`,
]
