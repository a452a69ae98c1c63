import { BODY_PLACEHOLDERS } from '../../../src/maps/values/body-placeholders.ts'
import { HOLDING_BODIES, IS_QUOTABLE, PATTERN } from './holding-bodies.ts'
import { statement, type HandStatement } from './by-hand.ts'

/** What is of the messages in the table `gone`. */
export function chatwootMessages(tenant: string): readonly HandStatement[] {
  return [
    statement('create index on gone (conversation_id)'),
    statement('analyze gone'),
    statement(REDACTED, tenant, BODY_PLACEHOLDERS.markdown),
    statement(QUOTES, tenant),
    statement(COPILOT, tenant),
    statement('create temp table gone_file (blob_id bigint primary key) on commit drop'),
    statement(FILES, tenant),
    ...BLOBS.map((text) => statement(text)),
    statement(
      `delete from action_mailbox_inbound_emails using gone
        where message_id = gone.source_id`,
    ),
    statement(
      `delete from attachments t using gone where t.account_id = $1 and t.message_id = gone.id`,
      tenant,
    ),
    statement(
      `update csat_survey_responses t set feedback_message = null, csat_review_notes = null
         from gone where t.account_id = $1 and t.message_id = gone.id`,
      tenant,
    ),
    statement(
      `delete from captain_assistant_responses
        where account_id = $1 and documentable_type = 'Conversation'
          and documentable_id in (select conversation_id from gone)`,
      tenant,
    ),
    statement(
      `delete from notifications where account_id = $1
          and (primary_actor_type = 'Message' and primary_actor_id in (select id from gone)
            or secondary_actor_type = 'Message' and secondary_actor_id in (select id from gone))`,
      tenant,
    ),
    statement(
      `update notifications set meta = '{}'
        where account_id = $1 and primary_actor_type = 'Conversation'
          and primary_actor_id in (select conversation_id from gone)`,
      tenant,
    ),
    statement(
      `update audits set audited_changes = '{}', comment = null
        where auditable_type = 'Conversation'
          and auditable_id in (select conversation_id from gone where opens)`,
    ),
  ]
}

const REDACTED = `
  update messages m set content = $2, processed_message_content = $2,
         content_attributes = '"{\\"deleted\\":true}"', content_type = 0,
         additional_attributes = '{}', sentiment = '{}', external_source_ids = '{}',
         updated_at = now()
    from gone where m.account_id = $1 and m.id = gone.id`

const QUOTES = `
  with found as (
    select m.id, string_agg(${PATTERN}, '|' order by length(body) desc) as pattern
      from messages m join gone on gone.conversation_id = m.conversation_id and ${IS_QUOTABLE}
     where m.account_id = $1 and m.id not in (select id from gone)
       and (strpos(m.content, body) > 0 or strpos(m.processed_message_content, body) > 0
         or strpos(m.content_attributes::text, body) > 0)
     group by m.id)
  update messages m
     set content = regexp_replace(content, pattern, '[...]', 'g'),
         processed_message_content = regexp_replace(processed_message_content, pattern, '[...]', 'g'),
         content_attributes = regexp_replace(content_attributes::text, pattern, '[...]', 'g')::json
    from found where m.id = found.id`

const COPILOT = `
  with told as materialized (
    select id, message::text as text from copilot_messages where account_id = $1),
  ${HOLDING_BODIES}
  update copilot_messages c set message = regexp_replace(message::text, pattern, '[...]', 'g')::jsonb
    from found where c.id = found.id`

const FILES = `
  with detached as (
    delete from active_storage_attachments where id in (
      select f.id from gone join attachments t on t.message_id = gone.id and t.account_id = $1
        join active_storage_attachments f on f.record_type = 'Attachment' and f.record_id = t.id
      union all
      select f.id from gone join action_mailbox_inbound_emails e on e.message_id = gone.source_id
        join active_storage_attachments f
          on f.record_type = 'ActionMailbox::InboundEmail' and f.record_id = e.id)
    returning blob_id)
  insert into gone_file select distinct blob_id from detached`

/** Files that nobody holds any more. */
export const BLOBS = [
  `delete from gone_file using active_storage_attachments f where f.blob_id = gone_file.blob_id`,
  `delete from active_storage_variant_records v using gone_file where v.blob_id = gone_file.blob_id`,
  `delete from active_storage_blobs b using gone_file where b.id = gone_file.blob_id`,
]
