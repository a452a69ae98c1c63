import { sql, type Kysely } from 'kysely'

/**
 * Every key a contact ever had, whom it was merged into, and which conversations have told theirs.
 * What the contacts' rows have is taken over; who is named in stored conversations only a process
 * with the pepper can key: conversations that are there wait for it.
 *
 * An erasure says who may be the same person, and whether all keys were known when it began.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...KEYS, ...MERGES, ...CONVERSATIONS, ...ERASURES]) {
    await sql.raw(statement).execute(db)
  }
}

const OWN_WORKSPACE = `workspace_id = nullif(current_setting('unsaid.workspace', true), '')`

/** Under FORCE the owner sees no row either; it is put back in the same transaction. */
const KEYS = [
  `create table unsaid.contact_key (
     workspace_id text collate "C" not null,
     contact_id text collate "C" not null,
     kind text not null check (kind in ('email', 'external_id')),
     key bytea not null check (length(key) = 32),
     primary key (workspace_id, contact_id, kind, key)
   )`,
  `alter table unsaid.contact_key alter column workspace_id set statistics 0`,
  `create index contact_key_key on unsaid.contact_key (workspace_id, key)`,
  // Contacts are found by the keys they ever had; only their rows tell which are the current ones.
  `drop index unsaid.contact_email_key`,
  `drop index unsaid.contact_external_id_key`,
  `alter table unsaid.contact no force row level security`,
  `insert into unsaid.contact_key (workspace_id, contact_id, kind, key)
   select workspace_id, id, 'email', email_key from unsaid.contact where email_key is not null
    union all
   select workspace_id, id, 'external_id', external_id_key from unsaid.contact
    where external_id_key is not null`,
  `alter table unsaid.contact force row level security`,
  `alter table unsaid.contact_key enable row level security`,
  `alter table unsaid.contact_key force row level security`,
  `create policy own_workspace on unsaid.contact_key using (${OWN_WORKSPACE})`,
]

/** The other index of who takes part finds the others of a conversation. */
const MERGES = [
  `alter table unsaid.contact add column merged_into text collate "C"`,
  `create index contact_merged_into on unsaid.contact (workspace_id, merged_into)
    where merged_into is not null`,
  `create index conversation_contact_conversation
     on unsaid.conversation_contact (workspace_id, conversation_id, contact_id)`,
]

const CONVERSATIONS = [
  `alter table unsaid.conversation add column keyed boolean not null default false`,
  `create index conversation_unkeyed on unsaid.conversation (workspace_id, id) where not keyed`,
]

const ERASURES = [
  `alter table unsaid.erasure
     add column keys_incomplete boolean not null default false,
     add column other_contacts text[] not null default '{}'`,
]
