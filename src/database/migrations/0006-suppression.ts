import { sql, type Kysely } from 'kysely'

/**
 * What erasure stands on: contacts found by keyed hashes, the conversations a contact takes part
 * in, what an import may not bring back, and a check of the pepper all keys are made with.
 *
 * Under row-level security only leakproof operators reach an index, so everything is found by plain
 * equality. No index mentions what a redaction writes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...CONTACTS, ...PARTICIPANTS, ...SUPPRESSION, ...PEPPER]) {
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

/** Rows that are there have no keys yet: only a process with the pepper can make them. */
const CONTACTS = [
  `alter table unsaid.contact
     add column email_key bytea check (length(email_key) = 32),
     add column external_id_key bytea check (length(external_id_key) = 32),
     add column keyed boolean not null default false`,
  `create index contact_email_key on unsaid.contact (workspace_id, email_key)`,
  `create index contact_external_id_key on unsaid.contact (workspace_id, external_id_key)`,
  `create index contact_unkeyed on unsaid.contact (workspace_id, id) where not keyed`,
  `create index conversation_part_author
     on unsaid.conversation_part (workspace_id, author_id, conversation_id, id)`,
  `create index conversation_source_author
     on unsaid.conversation (workspace_id, source_author_id, id)`,
]

const PEOPLE = `('user', 'lead', 'contact', 'visitor')`
const MESSAGES = ['conversation', 'conversation_part']

/** Under FORCE the owner sees no row either; it is put back in the same transaction. */
const PARTICIPANTS = [
  `create table unsaid.conversation_contact (
     workspace_id text collate "C" not null,
     contact_id text collate "C" not null,
     conversation_id text collate "C" not null,
     primary key (workspace_id, contact_id, conversation_id)
   )`,
  ...MESSAGES.map((table) => `alter table unsaid.${table} no force row level security`),
  `insert into unsaid.conversation_contact (workspace_id, contact_id, conversation_id)
   select workspace_id, source_author_id, id from unsaid.conversation
    where source_author_type in ${PEOPLE} and source_author_id is not null
    union
   select workspace_id, author_id, conversation_id from unsaid.conversation_part
    where author_type in ${PEOPLE} and author_id is not null
    union
   select c.workspace_id, person ->> 'id', c.id
     from unsaid.conversation c,
          jsonb_path_query(c.data, 'strict $.contacts.contacts[*]', silent => true) person
    where person ->> 'id' ~ '^[\\x20-\\x7e]{1,64}$' and person ->> 'id' ~ '\\S'
    union
   select workspace_id, data -> 'conversation_rating' -> 'contact' ->> 'id', id
     from unsaid.conversation
    where data -> 'conversation_rating' -> 'contact' ->> 'id' ~ '^[\\x20-\\x7e]{1,64}$'
      and data -> 'conversation_rating' -> 'contact' ->> 'id' ~ '\\S'`,
  ...MESSAGES.map((table) => `alter table unsaid.${table} force row level security`),
  ...isolate('conversation_contact'),
]

/** A row per job and key, so that two erasures of one person never wait for or overwrite another. */
const SUPPRESSION = [
  `create table unsaid.suppression (
     workspace_id text collate "C" not null,
     id text collate "C" not null,
     kind text not null check (kind in ('contact_id', 'email', 'external_id')),
     key bytea not null check (length(key) = 32),
     erased_until timestamptz not null,
     job_id text collate "C" not null,
     created_at timestamptz not null default now(),
     lifted_at timestamptz,
     primary key (workspace_id, id),
     unique (workspace_id, job_id, kind, key)
   )`,
  `create index suppression_in_force
     on unsaid.suppression (workspace_id, key) where lifted_at is null`,
  ...isolate('suppression'),
]

/**
 * One row at most, of no workspace: only the function reads it. Two statements, so that the second
 * sees a row that another process was quicker to store.
 */
const PEPPER = [
  `create table unsaid.pepper_check (
     one boolean primary key default true check (one),
     digest bytea not null check (length(digest) = 32)
   )`,
  `alter table unsaid.pepper_check enable row level security`,
  `alter table unsaid.pepper_check force row level security`,
  `create policy owner on unsaid.pepper_check to current_user using (true)`,
  `create function unsaid.check_pepper(given bytea, keep boolean) returns text
     language sql volatile security definer set search_path = '' as $$
       insert into unsaid.pepper_check (digest)
       select given where keep and given is not null on conflict do nothing;
       select coalesce((select case when given is null then 'missing'
                                    when c.digest = given then 'same'
                                    else 'other' end
                          from unsaid.pepper_check c), 'unused')
     $$`,
]
