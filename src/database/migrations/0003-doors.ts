import { sql, type Kysely } from 'kysely'

/**
 * What the other doors need: idempotency keys, jobs of queue producers whose request was broken,
 * a way to accept inside somebody else's transaction, and a count of what is pending.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...BROKEN_REQUESTS, ...KEYS, ...FUNCTIONS]) {
    await sql.raw(statement).execute(db)
  }
}

/** A broken request names no target; it is stored as a failed job, so that it can be polled. */
const BROKEN_REQUESTS = [
  `alter table unsaid.job
     alter column type drop not null,
     alter column conversation_id drop not null,
     alter column target_id drop not null,
     add column errors jsonb check (jsonb_typeof(errors) = 'array'),
     add constraint can_be_polled check (id ~ '^[A-Za-z0-9._:-]{1,64}$'),
     add constraint aims_at_something check (coalesce(outcome in ('failed', 'not_found'), false) or
       (type is not null and conversation_id is not null and target_id is not null))`,
]

const KEYS = [
  `create table unsaid.idempotency_key (
     workspace_id text collate "C" not null,
     key_digest bytea not null check (length(key_digest) = 32),
     fingerprint bytea not null check (length(fingerprint) = 32),
     job_id text collate "C" not null,
     primary key (workspace_id, key_digest)
   )`,
  `alter table unsaid.idempotency_key enable row level security`,
  `alter table unsaid.idempotency_key force row level security`,
  `create policy own_workspace on unsaid.idempotency_key
     using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''))`,
]

const FUNCTIONS = [
  `create function unsaid.pending_jobs(most integer) returns bigint
     language sql stable security definer set search_path = ''
     as $$ select pg_catalog.count(*) from (select from unsaid.wakeup limit most) pending $$`,
  // The caller's setting is put back: it may be one of ours, working in another workspace. These
  // jobs have no first delivery, so their wakeups are overdue enough for a busy queue, too.
  `create function unsaid.accept(workspace text, asks jsonb[]) returns setof text
     language plpgsql volatile security definer set search_path = '' as $$
   declare
     before text := pg_catalog.current_setting('unsaid.workspace', true);
   begin
     if not exists (select from unsaid.workspace w where w.id = accept.workspace) then
       raise exception 'workspace_not_found' using errcode = '23U02';
     end if;
     perform pg_catalog.set_config('unsaid.workspace', accept.workspace, true);
     insert into unsaid.job (workspace_id, id, kind, type, conversation_id, target_id,
                             requested_by, reason)
     select accept.workspace, ask ->> 'id', 'redaction', ask ->> 'type',
            ask ->> 'conversation_id', ask ->> 'target_id', 'library', ask ->> 'reason'
       from pg_catalog.unnest(asks) as ask;
     insert into unsaid.wakeup (workspace_id, job_id, due_at)
     select accept.workspace, ask ->> 'id', pg_catalog.now() - interval '10 minutes'
       from pg_catalog.unnest(asks) as ask;
     perform pg_catalog.set_config('unsaid.workspace', coalesce(before, ''), true);
     return query select ask ->> 'id' from pg_catalog.unnest(asks) as ask;
   end $$`,
]
