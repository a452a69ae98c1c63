import { sql, type Kysely } from 'kysely'

/**
 * What a workspace keeps of people that are erased, fixed in each erasure; and which conversations
 * quote messages in members of their own: only these are written when a part is redacted. Of those
 * stored before it is not known, so they count as quoting until a redaction has looked.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const OWN_WORKSPACE = `workspace_id = nullif(current_setting('unsaid.workspace', true), '')`

const STATEMENTS = [
  `create table unsaid.workspace_keep (
     workspace_id text collate "C" not null references unsaid.workspace,
     path text collate "C" not null check (length(path) <= 256),
     created_at timestamptz not null default now(),
     primary key (workspace_id, path)
   )`,
  `alter table unsaid.workspace_keep enable row level security`,
  `alter table unsaid.workspace_keep force row level security`,
  `create policy own_workspace on unsaid.workspace_keep using (${OWN_WORKSPACE})`,
  `alter table unsaid.erasure add column keeps text[] not null default '{}'`,
  `alter table unsaid.conversation add column quotes_messages boolean not null default true`,
  `alter table unsaid.conversation alter column quotes_messages set default false`,
  `create index conversation_quoting
     on unsaid.conversation (workspace_id, id) where quotes_messages`,
]
