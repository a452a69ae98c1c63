import { sql, type Kysely } from 'kysely'

/**
 * On a workspace with a map the other application writes its own rows, so nothing keeps erased people
 * out: they are watched for. One row says how a workspace is watched and how far that has come, and
 * one each who is back, until they are gone again.
 *
 * Whoever had the address of an erased person already is no one who comes back: a suppression keeps
 * their ids. It gets them as it is made, so that code before this makes one without.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const OWN_WORKSPACE = `workspace_id = nullif(current_setting('unsaid.workspace', true), '')`

function isolate(table: string): string[] {
  return [
    `alter table unsaid.${table} enable row level security`,
    `alter table unsaid.${table} force row level security`,
    `create policy own_workspace on unsaid.${table} using (${OWN_WORKSPACE})`,
  ]
}

const STATEMENTS = [
  `create table unsaid.watch (
     workspace_id text collate "C" primary key references unsaid.workspace (id) on delete cascade,
     mode text not null check (mode in ('report', 'erase')),
     cursors jsonb not null default '{}',
     pass jsonb,
     pass_begun_at timestamptz,
     passed_at timestamptz,
     looked_at timestamptz,
     rows_read bigint not null default 0,
     found bigint not null default 0,
     problem text check (problem ~ '^[a-z_]{1,64}$'))`,
  `create table unsaid.returned_person (
     workspace_id text collate "C" not null references unsaid.watch on delete cascade,
     contact_id text collate "C" not null,
     id text collate "C" not null,
     kind text not null check (kind in ('contact_id', 'email', 'external_id')),
     erased_by text collate "C" not null,
     found_at timestamptz not null default now(),
     seen_at timestamptz not null default now(),
     due boolean not null,
     tries smallint not null default 0,
     job_id text collate "C",
     refusal text check (refusal ~ '^[a-z_]{1,64}$'),
     primary key (workspace_id, contact_id))`,
  ...['watch', 'returned_person'].flatMap(isolate),
  `alter table unsaid.suppression add column others text[] not null default '{}'`,
  `create function unsaid.watched_workspaces() returns setof text
     language sql stable security definer set search_path = '' as $$
     select w.workspace_id from unsaid.watch w order by w.workspace_id $$`,
  `create policy owner on unsaid.watch to current_user using (true)`,
  // It lets in more than the one before, so the rows that are there need not be read again.
  `alter table unsaid.job drop constraint requester_is_known`,
  `alter table unsaid.job add constraint requester_is_known check (
     requested_by in ('cli', 'library', 'raw', 'watch') or
     (requested_by ~ '^token:[0-9a-f-]+$' and length(requested_by) = 42) or
     (requested_by ~ '^cli:[A-Za-z0-9._-]+$' and length(requested_by) <= 52)) not valid`,
]
