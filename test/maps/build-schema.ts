import { readFileSync } from 'node:fs'
import { plainIndexStatements, type SchemaFacts } from '../../src/demo/table-statements.ts'

/** What the demo shows comes with Unsaid; the tables of other systems are for tests alone. */
const SHOWN = new Set(['chatwoot'])

export function schemaFacts(system: string): SchemaFacts {
  const place = SHOWN.has(system)
    ? `../../src/demo/samples/${system}/tables.json`
    : `./fixtures/${system}.json`
  return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as SchemaFacts
}

const quoted = (name: string) => `"${name}"`

/** Statements that make what a system's catalog has beside tables. */
export function besideTables(system: string): readonly string[] {
  const indexes = Object.entries(PLAIN_INDEXES[system] ?? {}).flatMap(([table, columns]) =>
    columns.map((list) => `create index on ${quoted(table)} (${list})`),
  )
  return [...(BESIDE[system] ?? []), ...plainIndexStatements(schemaFacts(system)), ...indexes]
}

/** Indexes of the systems by which rows are found from a message or a person: columns alone. */
const PLAIN_INDEXES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
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
