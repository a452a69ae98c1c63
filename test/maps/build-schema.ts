import { readFileSync } from 'node:fs'

/** What is known of the tables of a system: facts that its catalog shows. */
export interface SchemaFacts {
  readonly enums: Readonly<Record<string, readonly string[]>>
  readonly tables: Readonly<Record<string, TableFacts>>
}

interface TableFacts {
  /** Name -> type, with `not null` and what else stands behind it. */
  readonly columns: Readonly<Record<string, string>>
  readonly key?: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly uniqueIndexes?: readonly (readonly [string, string | null])[]
  readonly references?: readonly {
    readonly columns: readonly string[]
    readonly table: string
    readonly to: readonly string[]
    readonly onDelete?: string
  }[]
  readonly indexes?: readonly string[]
  readonly checks?: readonly string[]
}

export function schemaFacts(system: string): SchemaFacts {
  const file = new URL(`./fixtures/${system}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as SchemaFacts
}

const quoted = (name: string) => `"${name}"`

/** Statements that make what a system's catalog has beside tables. */
export function besideTables(system: string): readonly string[] {
  const indexes = Object.entries(PLAIN_INDEXES[system] ?? {}).flatMap(([table, columns]) =>
    columns.map((list) => `create index on ${quoted(table)} (${list})`),
  )
  return [...(BESIDE[system] ?? []), ...indexes]
}

/** Indexes of the systems by which rows are found from a message or a person: columns alone. */
const PLAIN_INDEXES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  chatwoot: {
    active_storage_attachments: ['record_type, record_id, name, blob_id', 'blob_id'],
    active_storage_variant_records: ['blob_id, variation_digest'],
    action_mailbox_inbound_emails: ['message_id, message_checksum'],
    attachments: ['message_id', 'account_id'],
    audits: ['auditable_type, auditable_id, version', 'user_id, user_type'],
    captain_assistant_responses: ['documentable_id, documentable_type'],
    contact_inboxes: ['contact_id'],
    conversations: ['account_id', 'contact_id'],
    csat_survey_responses: ['message_id', 'contact_id', 'conversation_id'],
    messages: [
      'account_id',
      'conversation_id',
      'conversation_id, account_id, message_type, created_at',
      'sender_type, sender_id',
      'source_id',
    ],
    notes: ['contact_id'],
    notifications: [
      'primary_actor_type, primary_actor_id',
      'secondary_actor_type, secondary_actor_id',
    ],
  },
  mattermost: {
    fileinfo: ['postid'],
    posts: ['channelid, deleteat, createat', 'originalid', 'rootid, deleteat', 'userid'],
  },
  // Django makes one for each key to another table.
  zulip: {
    zerver_archivedattachment_messages: ['archivedmessage_id', 'archivedattachment_id'],
    zerver_archivedmessage: ['sender_id', 'recipient_id'],
    zerver_attachment: ['owner_id'],
    zerver_attachment_messages: ['message_id', 'attachment_id'],
    zerver_attachment_scheduled_messages: ['scheduledmessage_id', 'attachment_id'],
    zerver_draft: ['user_profile_id', 'recipient_id'],
    zerver_message: ['sender_id', 'recipient_id', 'realm_id, sender_id, id'],
    zerver_reaction: ['message_id'],
    zerver_scheduledmessage: ['sender_id', 'delivered_message_id', 'reminder_target_message_id'],
    zerver_submessage: ['message_id'],
    zerver_subscription: ['user_profile_id', 'recipient_id'],
    zerver_usertopic: ['user_profile_id', 'recipient_id'],
  },
}

const BESIDE: Readonly<Record<string, readonly string[]>> = {
  zulip: [
    'create sequence fts_update_log_id_seq owned by fts_update_log.id',
    `alter table fts_update_log alter id set default nextval('fts_update_log_id_seq')`,
    `create function append_to_fts_update_log() returns trigger language plpgsql as
       'begin insert into fts_update_log (message_id) values (new.id); return new; end'`,
    `create trigger zerver_message_update_search_tsvector_async
       before insert or update of subject, rendered_content on zerver_message
       for each row execute function append_to_fts_update_log()`,
  ],
}

/** SQL that makes an empty copy of a system's schema. */
export function schemaStatements({ enums, tables }: SchemaFacts): string {
  return [
    // The extension of that name is not everywhere; what matters is that it is no type of ours.
    'create type vector as (dims real[])',
    ...Object.entries(enums).map(
      ([name, labels]) => `create type ${name} as enum (${labels.map((one) => `'${one}'`).join()})`,
    ),
    ...Object.entries(tables).map(([name, facts]) => tableStatement(name, facts)),
    ...Object.entries(tables).flatMap(([name, facts]) => laterStatements(name, facts)),
  ].join(';\n')
}

const list = (names: readonly string[]) => names.map(quoted).join(', ')

function tableStatement(name: string, { columns, key, unique = [], checks = [] }: TableFacts) {
  const lines = [
    ...Object.entries(columns).map(([column, type]) => `${quoted(column)} ${type}`),
    ...(key ? [`primary key (${list(key)})`] : []),
    ...unique.map((one) => `unique (${list(one)})`),
    ...checks.map((rule) => `check (${rule})`),
  ]
  return `create table ${quoted(name)} (${lines.join(', ')})`
}

function laterStatements(name: string, facts: TableFacts): string[] {
  const { uniqueIndexes = [], indexes = [], references = [] } = facts
  return [
    ...uniqueIndexes.map(
      ([parts, where]) =>
        `create unique index on ${quoted(name)} (${parts})${where === null ? '' : ` where ${where}`}`,
    ),
    ...indexes.map((one) => `create index on ${quoted(name)} ${one}`),
    ...references.map(
      ({ columns, table, to, onDelete }) =>
        `alter table ${quoted(name)} add foreign key (${list(columns)}) references ${quoted(table)} (${list(to)})` +
        (onDelete === undefined ? '' : ` on delete ${onDelete}`),
    ),
  ]
}
