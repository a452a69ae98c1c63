import { sql, type Kysely } from 'kysely'

/**
 * The look at what is stored, which each erasure ends with: the words of the person's names as keyed
 * hashes, what the look came to, and where it found something, by ids. Certificates that are older
 * get theirs by a recheck; they outlive their jobs, and so does what is kept of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...ERASURES, ...FINDINGS, ...RECHECKS]) {
    await sql.raw(statement).execute(db)
  }
}

const OWN_WORKSPACE = `workspace_id = nullif(current_setting('unsaid.workspace', true), '')`

function isolate(table: string): string[] {
  return [
    `alter table unsaid.${table} enable row level security`,
    `alter table unsaid.${table} force row level security`,
    `create policy own_workspace on unsaid.${table} using (${OWN_WORKSPACE})`,
    `alter table unsaid.${table} alter column workspace_id set statistics 0`,
  ]
}

/** `until` and `supersedes` are of one that erases what a recheck has found. */
const ERASURES = [
  `alter table unsaid.erasure
     add column name_keys bytea[] not null default '{}',
     add column look jsonb,
     add column until timestamptz,
     add column supersedes text collate "C" check (supersedes ~ '^[0-9a-f]{64}$')`,
  `alter table unsaid.erasure alter column name_keys set statistics 0`,
]

/** A place is one of ours, such as part.author: no word of what was imported can be in it. */
const FINDINGS = [
  `create table unsaid.look_finding (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     nth integer not null,
     place text collate "C" not null
       check (place ~ '^(conversation|source|part|contact)[.][a-z_]{1,40}$'),
     conversation_id text collate "C",
     target_id text collate "C",
     primary key (workspace_id, job_id, nth)
   )`,
  ...isolate('look_finding'),
]

const RECHECKS = [
  `create table unsaid.recheck (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     looked_at timestamptz not null default now(),
     look jsonb not null,
     primary key (workspace_id, job_id)
   )`,
  ...isolate('recheck'),
]
