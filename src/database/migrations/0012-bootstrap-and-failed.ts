import { sql, type Kysely } from 'kysely'

/**
 * Which token came from the environment, so that a new value there can take its place; and the
 * single redactions that failed, so that those who ask for them need not look through all.
 *
 * They are in a table of their own: an index of `job` that names its state would cost every
 * redaction its HOT update. Only a failure pays, by a trigger, whichever process stores it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TOKENS, ...FAILED]) await sql.raw(statement).execute(db)
}

const TOKENS = [`alter table unsaid.token add column bootstrap boolean not null default false`]

const FAILED = [
  `create table unsaid.failed_redaction (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     primary key (workspace_id, job_id),
     foreign key (workspace_id, job_id) references unsaid.job on delete cascade
   )`,
  `insert into unsaid.failed_redaction (workspace_id, job_id)
   select workspace_id, id from unsaid.job where kind = 'redaction' and state = 'failed'`,
  `alter table unsaid.failed_redaction enable row level security`,
  `alter table unsaid.failed_redaction force row level security`,
  `create policy own_workspace on unsaid.failed_redaction
     using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''))`,
  `create function unsaid.note_failed() returns trigger language plpgsql
     set search_path = '' as $$
   begin
     insert into unsaid.failed_redaction (workspace_id, job_id)
     values (new.workspace_id, new.id) on conflict do nothing;
     return null;
   end $$`,
  `create trigger note_failed after insert or update on unsaid.job for each row
     when (new.kind = 'redaction' and new.state = 'failed')
     execute function unsaid.note_failed()`,
]
