import { sql, type Kysely } from 'kysely'

/**
 * Erasures: whom each is about, the conversations each of its chunks scrubs, those it could not
 * scrub, and the certificates, which stay when the job's row is gone. Files that a redacted message had are counted, since they
 * are somewhere else, and stay there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...ERASURES, ...CHUNKS, ...CERTIFICATES]) {
    await sql.raw(statement).execute(db)
  }
}

const OWN_WORKSPACE = `workspace_id = nullif(current_setting('unsaid.workspace', true), '')`

function isolate(table: string): string[] {
  return [
    `alter table unsaid.${table} enable row level security`,
    `alter table unsaid.${table} force row level security`,
    `create policy own_workspace on unsaid.${table} using (${OWN_WORKSPACE})`,
  ]
}

const ERASURES = [
  `create table unsaid.erasure (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     contact_ids text[] not null check (cardinality(contact_ids) > 0),
     selector text not null check (selector in ('id', 'external_id', 'email')),
     scope text not null check (scope in ('authored', 'conversations')),
     due_at timestamptz not null,
     looks integer not null default 0,
     primary key (workspace_id, job_id),
     foreign key (workspace_id, job_id) references unsaid.job_list on delete cascade
   )`,
  ...isolate('erasure'),
]

const CHUNKS = [
  `alter table unsaid.job_chunk
     add column conversations text[],
     add column files integer not null default 0,
     add column unscrubbed text[] not null default '{}'`,
]

const CERTIFICATES = [
  `create table unsaid.certificate (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     content jsonb not null,
     issued_at timestamptz not null default now(),
     primary key (workspace_id, job_id)
   )`,
  ...isolate('certificate'),
]
