import { BODY_PLACEHOLDERS } from '../../../src/maps/values/body-placeholders.ts'
import { HOLDING_BODIES, IS_QUOTABLE, PATTERN } from './holding-bodies.ts'
import { statement, type HandStatement } from './by-hand.ts'

const { markdown, html } = BODY_PLACEHOLDERS

/** What is of the messages in the table `gone`. */
export function zulipMessages(tenant: string): readonly HandStatement[] {
  return [
    statement('create unique index on gone (id)'),
    statement('create index on gone (recipient_id)'),
    statement('analyze gone'),
    statement(QUOTES, tenant),
    statement(REDACTED, tenant, markdown, html),
    statement(TOPICS, tenant),
    statement(
      `update zerver_archivedmessage t set subject = 'deleted topic ' || gone.id from gone
        where t.realm_id = $1 and gone.is_first and t.subject <> ''
          and t.recipient_id = gone.recipient_id and t.subject = gone.subject`,
      tenant,
    ),
    statement(
      `delete from zerver_usertopic t using gone where gone.is_first
          and t.recipient_id = gone.recipient_id and t.topic_name = gone.subject`,
    ),
    statement(DRAFTS),
    statement(DELIVERED, tenant, markdown, html),
    statement(REMINDERS, tenant, markdown, html),
    ...['zerver_submessage', 'zerver_reaction'].map((table) =>
      statement(`delete from ${table} t using gone where t.message_id = gone.id`),
    ),
    statement(FILES, tenant),
  ]
}

const QUOTES = `
  with told as materialized (
    select id, content as text from zerver_message
     where realm_id = $1 and id not in (select id from gone)),
  ${HOLDING_BODIES}
  update zerver_message m
     set content = regexp_replace(content, pattern, '[...]', 'g'),
         rendered_content = null, edit_history = null, search_tsvector = null
    from found where m.id = found.id`

const REDACTED = `
  update zerver_message m
     set content = $2, rendered_content = $3, edit_history = null, search_tsvector = null,
         has_attachment = false, has_image = false, has_link = false
    from gone where m.realm_id = $1 and m.id = gone.id`

const TOPICS = `
  update zerver_message m set subject = 'deleted topic ' || gone.id from gone
   where m.realm_id = $1 and gone.is_first and m.subject <> ''
     and m.recipient_id = gone.recipient_id and m.subject = gone.subject`

const DRAFTS = `
  with found as (
    select t.id, string_agg(${PATTERN}, '|' order by length(body) desc) as pattern
      from zerver_draft t join gone on gone.recipient_id = t.recipient_id and ${IS_QUOTABLE}
       and (strpos(t.content, body) > 0 or strpos(t.topic, body) > 0)
     group by t.id)
  update zerver_draft t
     set content = regexp_replace(content, pattern, '[...]', 'g'),
         topic = regexp_replace(topic, pattern, '[...]', 'g')
    from found where t.id = found.id`

const DELIVERED = `
  update zerver_scheduledmessage t
     set content = $2, rendered_content = $3, subject = '', failure_message = null,
         reminder_note = null
    from gone where t.realm_id = $1 and t.delivered_message_id = gone.id`

const REMINDERS = `
  update zerver_scheduledmessage t
     set content = $2, rendered_content = $3, reminder_note = null
    from gone where t.realm_id = $1 and t.reminder_target_message_id = gone.id`

/** Files that nothing else holds, and their small pictures. */
const FILES = `
  with links as (
    delete from zerver_attachment_messages t using gone where t.message_id = gone.id
    returning t.id, t.attachment_id),
  files as (
    delete from zerver_attachment t
     where t.realm_id = $1 and t.id in (select attachment_id from links)
       and not exists (select from zerver_attachment_messages u
             where u.attachment_id = t.id and u.id not in (select id from links))
       and not exists (select from zerver_attachment_scheduled_messages u
             where u.attachment_id = t.id)
    returning t.path_id)
  delete from zerver_imageattachment t using files
   where t.realm_id = $1 and t.path_id = files.path_id`
