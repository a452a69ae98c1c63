import { statement, type HandStatement } from './by-hand.ts'
import { BLOBS } from './chatwoot-messages.ts'

/** What is of people themselves. */
export function chatwootPeople(
  tenant: string,
  people: readonly string[],
): readonly HandStatement[] {
  return [
    statement(
      `create temp table person on commit drop as
         select id, name, email, phone_number from contacts where account_id = $1 and id = any($2)`,
      tenant,
      people,
    ),
    statement('analyze person'),
    statement('truncate gone_file'),
    ...OF_PERSON.map((text) => statement(text, tenant)),
    statement(AVATARS),
    ...BLOBS.map((text) => statement(text)),
  ]
}

const pattern = (column: string) =>
  String.raw`nullif(regexp_replace(${column}, '([\\.*+?(){}|^$\[\]])', '\\\1', 'g'), '')`

/** As patterns of a person's words; null where there is none. */
const NAMED = `concat_ws('|', ${['name', 'email', 'phone_number'].map(pattern).join(', ')})`
const ADDRESSED = `concat_ws('|', ${['email', 'phone_number'].map(pattern).join(', ')})`

/** JSON that stands in a string of JSON, as the application writes it. */
const INNER = `(m.content_attributes #>> '{}')::jsonb`

const OF_PERSON = [
  `update messages m
      set content = regexp_replace(m.content, ${NAMED}, '[...]', 'g'),
          processed_message_content =
            regexp_replace(m.processed_message_content, ${NAMED}, '[...]', 'g')
     from person p join conversations c on c.contact_id = p.id
    where m.account_id = $1 and m.conversation_id = c.id and m.message_type = 2
      and (m.content ~ ${NAMED} or m.processed_message_content ~ ${NAMED})`,
  `update messages m
      set content_attributes = to_json((
            ${INNER} - '{submitted_values,submitted_email}'::text[] || coalesce((
              select jsonb_object_agg(key,
                       regexp_replace(value::text, ${ADDRESSED}, '[...]', 'g')::jsonb)
                from jsonb_each(${INNER})
               where key in ('to_emails', 'cc_emails', 'bcc_emails')), '{}'))::text)
     from person p join conversations c on c.contact_id = p.id
    where m.account_id = $1 and m.conversation_id = c.id and m.message_type in (1, 3)
      and json_typeof(m.content_attributes) = 'string'
      and (${INNER} ?| '{submitted_values,submitted_email}' or m.content_attributes::text ~ ${ADDRESSED})`,
  `update conversations c
      set additional_attributes = '{}', custom_attributes = '{}', identifier = null,
          cached_label_list = null, updated_at = now()
     from person p where c.account_id = $1 and c.contact_id = p.id`,
  `update copilot_threads t set title = regexp_replace(t.title, ${NAMED}, '[...]', 'g')
     from person p where t.account_id = $1
      and (strpos(t.title, p.name) > 0 or strpos(t.title, p.email) > 0
        or strpos(t.title, p.phone_number) > 0)`,
  `update csat_survey_responses t set feedback_message = null, csat_review_notes = null
     from person p where t.account_id = $1 and t.contact_id = p.id`,
  `delete from notes t using person p where t.account_id = $1 and t.contact_id = p.id`,
  `delete from notifications t using person p
    where t.account_id = $1 and t.secondary_actor_type = 'Contact' and t.secondary_actor_id = p.id`,
  `update data_imports t set processing_errors =
            regexp_replace(t.processing_errors, ${ADDRESSED}, '[...]', 'g')
     from person p where t.account_id = $1
      and (strpos(t.processing_errors, p.email) > 0
        or strpos(t.processing_errors, p.phone_number) > 0)`,
  `update contacts t
      set name = '', middle_name = '', last_name = '', email = null, phone_number = null,
          identifier = null, location = null, country_code = null, additional_attributes = '{}',
          custom_attributes = '{}', updated_at = now()
     from person p where t.account_id = $1 and t.id = p.id`,
]

const AVATARS = `
  with channels as (
    update contact_inboxes t set source_id = 'erased-' || t.id, pubsub_token = null
      from person p where t.contact_id = p.id),
  detached as (
    delete from active_storage_attachments f using person p
     where f.record_type = 'Contact' and f.record_id = p.id
    returning f.blob_id)
  insert into gone_file select distinct blob_id from detached`
