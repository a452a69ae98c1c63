import { sql, type Kysely } from 'kysely'

/**
 * Workspaces, tokens, messages, jobs, wakeups, starts and the ledger's entries.
 *
 * No index, key or predicate mentions body, redacted_at or the jsonb, and fillfactor leaves room:
 * a redaction is a HOT update (a partial index on `redacted_at is null` took HOT updates from 90 %
 * to 0 and the rate to a third: measured). Ids are text, collate "C".
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TENANTS, ...MESSAGES, ...JOBS, ...GUARDS]) {
    await sql.raw(statement).execute(db)
  }
}

const TENANTS = [
  `create table unsaid.workspace (
     id text collate "C" primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
     created_at timestamptz not null default now()
   )`,
  `create table unsaid.token (
     workspace_id text collate "C" not null references unsaid.workspace,
     id text collate "C" not null,
     digest bytea not null unique check (length(digest) = 32),
     scopes text[] not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz,
     revoked_at timestamptz,
     primary key (workspace_id, id)
   )`,
  `insert into unsaid.workspace (id) values ('default')`,
]

const MESSAGES = [
  `create table unsaid.conversation (
     workspace_id text collate "C" not null,
     id text collate "C" not null,
     data jsonb not null,
     source jsonb,
     source_id text collate "C",
     source_author_type text,
     source_author_id text collate "C",
     source_redacted_at timestamptz,
     primary key (workspace_id, id)
   ) with (fillfactor = 85)`,
  `create table unsaid.conversation_part (
     workspace_id text collate "C" not null,
     conversation_id text collate "C" not null,
     id text collate "C" not null,
     position integer not null,
     author_type text,
     author_id text collate "C",
     body text,
     data jsonb not null,
     redacted_at timestamptz,
     primary key (workspace_id, conversation_id, id)
   ) with (fillfactor = 70)`,
  `create index conversation_part_position
     on unsaid.conversation_part (workspace_id, conversation_id, position)`,
  `create table unsaid.contact (
     workspace_id text collate "C" not null,
     id text collate "C" not null,
     data jsonb not null,
     primary key (workspace_id, id)
   )`,
  // Before any row exists: set later, it freezes the old values in pg_statistic (measured).
  // An author's type is whatever the import says, so it counts as text, too.
  `alter table unsaid.conversation
     alter column data set statistics 0, alter column source set statistics 0,
     alter column source_author_type set statistics 0`,
  `alter table unsaid.conversation_part
     alter column body set statistics 0, alter column data set statistics 0,
     alter column author_type set statistics 0`,
  `alter table unsaid.contact alter column data set statistics 0`,
]

const JOBS = [
  `create table unsaid.job (
     workspace_id text collate "C" not null,
     id text collate "C" not null,
     kind text not null check (kind in ('redaction')),
     state text not null default 'queued' check (state in ('queued', 'succeeded', 'failed')),
     type text not null check (type in ('conversation_part', 'source')),
     conversation_id text collate "C" not null,
     target_id text collate "C" not null,
     reason text check (reason ~ '^[a-z0-9_.-]{1,64}$'),
     requested_by text not null check (requested_by ~ '^(cli|library|raw|token:[0-9a-f-]{36})$'),
     waiter text,
     outcome text check (outcome in
       ('redacted', 'already_redacted', 'not_redactable', 'not_found', 'failed', 'canceled')),
     outcome_code text check (outcome_code ~ '^[a-z0-9_]{1,64}$'),
     created_at timestamptz not null default now(),
     finished_at timestamptz,
     primary key (workspace_id, id),
     constraint ended_with_an_outcome
       check ((state = 'queued') = (outcome is null) and (outcome is null) = (finished_at is null)),
     constraint state_tells_the_outcome
       check ((state = 'succeeded') = coalesce(outcome in ('redacted', 'already_redacted'), false))
   ) with (fillfactor = 70)`,
  `create table unsaid.wakeup (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     chunk integer not null default 0,
     due_at timestamptz not null,
     deliveries integer not null default 0,
     created_at timestamptz not null default now(),
     primary key (workspace_id, job_id, chunk)
   )`,
  `create index wakeup_due on unsaid.wakeup (due_at)`,
  `create table unsaid.job_start (
     workspace_id text collate "C" not null,
     id text collate "C" not null,
     job_ids text[] not null,
     solo boolean not null,
     started_at timestamptz not null default now(),
     primary key (workspace_id, id)
   )`,
  `create table unsaid.ledger_entry (
     workspace_id text collate "C" not null,
     id text collate "C" not null,
     records jsonb not null check (jsonb_typeof(records) = 'array'),
     created_at timestamptz not null default now(),
     primary key (workspace_id, id)
   )`,
]

const GUARDS = [
  `create function unsaid.keep_outcome() returns trigger language plpgsql
     set search_path = '' as $$
   begin
     raise exception 'the outcome of a job is stored once' using errcode = '23U01';
   end $$`,
  `create trigger keep_outcome before update on unsaid.job for each row
     when (old.outcome is not null) execute function unsaid.keep_outcome()`,
]
