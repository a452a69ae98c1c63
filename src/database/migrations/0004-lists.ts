import { sql, type Kysely } from 'kysely'

/**
 * Jobs of many items. What a list needs beside its job has tables of its own, so that the row of a
 * single redaction stays as narrow, and as HOT, as it was.
 *
 * A list that is still being received has no job row yet, so that nobody can see it. Items are
 * written once, and so is the outcome of a whole chunk: a letter for each of its items.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...JOBS, ...LISTS, ...ISOLATION, ...FUNCTIONS]) {
    await sql.raw(statement).execute(db)
  }
}

const ENDED = `('succeeded', 'completed_with_errors', 'failed', 'canceled')`

const JOBS = [
  `alter table unsaid.job
     drop constraint job_kind_check,
     drop constraint job_state_check,
     drop constraint ended_with_an_outcome,
     drop constraint state_tells_the_outcome,
     drop constraint aims_at_something,
     add constraint kind_is_known check (kind in ('redaction', 'bulk', 'erasure')),
     add constraint state_is_known check (state in ('queued', 'planning', 'ready', 'running',
       'succeeded', 'completed_with_errors', 'failed', 'canceled')),
     add constraint ended_at_a_time check ((state in ${ENDED}) = (finished_at is not null)),
     add constraint single_ends_with_an_outcome check (kind <> 'redaction' or
       (state in ('queued', 'succeeded', 'failed') and (state = 'queued') = (outcome is null) and
        (state = 'succeeded') = coalesce(outcome in ('redacted', 'already_redacted'), false))),
     add constraint single_aims_at_something check (kind <> 'redaction' or
       coalesce(outcome in ('failed', 'not_found'), false) or
       (type is not null and conversation_id is not null and target_id is not null)),
     add constraint list_has_no_outcome check (kind = 'redaction' or outcome is null)`,
  `drop trigger keep_outcome on unsaid.job`,
  `create trigger keep_outcome before update on unsaid.job for each row
     when (old.finished_at is not null) execute function unsaid.keep_outcome()`,
  // Kind never changes, so this costs no HOT update.
  `create index job_list_order on unsaid.job (workspace_id, id) where kind <> 'redaction'`,
  `create index job_created on unsaid.job using brin (created_at)`,
  // Of a chunk whose rows somebody held. Deliveries tell nothing: they go on while no worker runs,
  // and an empty queue sets them back.
  `alter table unsaid.wakeup add column rests integer not null default 0`,
  `create index idempotency_key_job on unsaid.idempotency_key (workspace_id, job_id)`,
]

/** How many items of a chunk ended so, counted by Postgres: it can't disagree with the letters. */
function counts(column: string, prefix: string): string {
  const letters = { redacted: 'r', already_redacted: 'a', not_redactable: 'p', not_found: 'm' }
  const count = (letter: string) =>
    `integer generated always as (length(${column}) - length(replace(${column}, '${letter}', '')))
       stored`
  const failed = `integer generated always as (length(${column})
    - length(translate(${column}, 'eux', ''))) stored`
  return [
    ...Object.entries(letters).map(([name, letter]) => `${prefix}${name} ${count(letter)}`),
    `${prefix}failed ${failed}`,
  ].join(', ')
}

const LISTS = [
  `create table unsaid.job_list (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     dry_run boolean not null,
     lanes integer not null check (lanes between 1 and 64),
     chunk_size integer not null check (chunk_size between 1 and 10000),
     items integer not null default 0,
     next_chunk integer not null default 1,
     received_at timestamptz not null default now(),
     accepted_at timestamptz,
     planned_at timestamptz,
     run_at timestamptz,
     primary key (workspace_id, job_id)
   ) with (fillfactor = 50)`,
  `create index job_list_receiving on unsaid.job_list (received_at) where accepted_at is null`,
  `create table unsaid.job_item (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     position integer not null check (position > 0),
     line integer,
     type text check (type in ('conversation_part', 'source')),
     conversation_id text collate "C",
     target_id text collate "C",
     external_id text check (length(external_id) between 1 and 128
       and external_id !~ '[[:cntrl:]]'),
     problems jsonb check (jsonb_typeof(problems) = 'array'),
     primary key (workspace_id, job_id, position),
     check (problems is not null or
       (type is not null and conversation_id is not null and target_id is not null))
   )`,
  `alter table unsaid.job_item
     alter column external_id set statistics 0, alter column problems set statistics 0`,
  // r redacted, a already redacted, p not redactable, m not found; failed: e by an error of ours,
  // u by a row that somebody else held, x for what was asked.
  `create table unsaid.job_chunk (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     chunk integer not null check (chunk > 0),
     first integer not null,
     last integer not null,
     planned text check (planned ~ '^[rapmeux]*$' and length(planned) = last - first + 1),
     outcomes text check (outcomes ~ '^[rapmeux]*$' and length(outcomes) = last - first + 1),
     ${counts('planned', 'plan_')}, ${counts('outcomes', '')},
     late boolean not null default false,
     done_at timestamptz,
     primary key (workspace_id, job_id, chunk),
     check ((outcomes is null) = (done_at is null))
   )`,
  `create trigger keep_outcome before update on unsaid.job_chunk for each row
     when (old.outcomes is not null) execute function unsaid.keep_outcome()`,
]

const ISOLATION = [
  ...['job_list', 'job_item', 'job_chunk'].flatMap((table) => [
    `alter table unsaid.${table} enable row level security`,
    `alter table unsaid.${table} force row level security`,
    `create policy own_workspace on unsaid.${table}
       using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''))`,
  ]),
  ...['job', 'job_list', 'job_item', 'job_chunk', 'idempotency_key'].map(
    (table) => `create policy owner on unsaid.${table} to current_user using (true)`,
  ),
]

/** What the app may delete, and nothing else: it has no right to delete from any of these tables. */
const FUNCTIONS = [
  `create function unsaid.stale_lists(age interval, most integer)
     returns table (workspace_id text, job_id text)
     language sql stable security definer set search_path = '' as $$
     select l.workspace_id, l.job_id from unsaid.job_list l
      where l.accepted_at is null and l.received_at < pg_catalog.now() - age
      order by l.received_at limit most $$`,
  // True while there may be more: the caller commits in between, so that nobody is held up.
  `create function unsaid.drop_some(workspace text, list text, most integer) returns boolean
     language plpgsql volatile security definer set search_path = '' as $$
   begin
     update unsaid.job_list l set received_at = '-infinity'
      where l.workspace_id = workspace and l.job_id = list and l.accepted_at is null;
     if not found then return false; end if;
     delete from unsaid.job_item i
      where i.workspace_id = workspace and i.job_id = list and i.position < most + (
        select pg_catalog.min(j.position) from unsaid.job_item j
         where j.workspace_id = workspace and j.job_id = list);
     if found then return true; end if;
     delete from unsaid.job_chunk c where c.workspace_id = workspace and c.job_id = list;
     delete from unsaid.job_list l where l.workspace_id = workspace and l.job_id = list;
     return false;
   end $$`,
  // Only jobs that have ended go, however old; what is left of their lists counts as left behind.
  `create function unsaid.purge_jobs(age interval, most integer) returns bigint
     language sql volatile security definer set search_path = '' as $$
     with gone as (
       delete from unsaid.job j using (
         select e.workspace_id, e.id from unsaid.job e
          where e.created_at < pg_catalog.now() - age and e.finished_at < pg_catalog.now() - age
          limit most for update skip locked) expired
        where (j.workspace_id, j.id) = (expired.workspace_id, expired.id)
       returning j.workspace_id, j.id),
     keys as (
       delete from unsaid.idempotency_key k using gone
        where (k.workspace_id, k.job_id) = (gone.workspace_id, gone.id)),
     lists as (
       update unsaid.job_list l set accepted_at = null, received_at = '-infinity' from gone
        where (l.workspace_id, l.job_id) = (gone.workspace_id, gone.id))
     select pg_catalog.count(*) from gone $$`,
]
