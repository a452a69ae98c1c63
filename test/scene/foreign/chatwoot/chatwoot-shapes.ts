import type { Row } from '../filled-row.ts'
import type { SceneRows } from '../scene-rows.ts'
import type { ChatwootConversation } from './chatwoot-conversations.ts'
import { mailAttributes, storeRawMail } from './chatwoot-mail.ts'
import { SHARED_BLOB, storeFile } from './chatwoot-people.ts'

/** A message while it is made. */
export interface MessageDraft {
  readonly id: number
  readonly at: number
  readonly conversation: ChatwootConversation
  readonly marker: string
  readonly body: string
  /** What the contact said before, if anything. */
  readonly said: string | undefined
}

export interface MessageShape {
  readonly by: 'contact' | 'agent' | 'bot' | 'captain' | 'nobody'
  /** What differs from an ordinary message of such an author. */
  row(draft: MessageDraft): Row
  /** Rows beside it. */
  beside?(rows: SceneRows, draft: MessageDraft): void
}

/** As the application writes them: JSON in a string of JSON. */
export const inJson = (value: unknown) => JSON.stringify(value)

const quote = ({ said, body }: MessageDraft) => (said === undefined ? body : `> ${said}\n\n${body}`)
const mentions = ({ conversation: { agent } }: MessageDraft) =>
  `[@Agent](mention://user/${agent.key}/)`

/** Every shape of a message; those that quote do so where something was said. */
export const CHATWOOT_SHAPES: Readonly<Record<string, MessageShape>> = {
  plain: { by: 'contact', row: () => ({}) },
  reply: {
    by: 'agent',
    row: ({ conversation: { person } }) => ({
      content_attributes: inJson({
        to_emails: [person.email],
        cc_emails: [],
        bcc_emails: null,
      }),
    }),
  },
  mail: {
    by: 'contact',
    row: (draft) => ({
      content_type: 8,
      content_attributes: inJson(mailAttributes(draft)),
      source_id: mailId(draft),
    }),
    beside: (rows, draft) => storeRawMail(rows, draft, mailId(draft)),
  },
  note: {
    by: 'agent',
    row: (draft) => ({ private: true, content: `${mentions(draft)} ${quote(draft)}` }),
    beside: (rows, draft) => storeMention(rows, draft),
  },
  /** Some rows hold plain objects, of versions before and of imports. */
  old_mail: {
    by: 'contact',
    row: (draft) => ({ content_type: 8, content_attributes: mailAttributes(draft) }),
  },
  activity: {
    by: 'nobody',
    row: ({ marker, conversation: { person } }) => {
      const content = `${person.name} snoozed the conversation ${marker}`
      const none = { content_attributes: null, additional_attributes: null, sentiment: null }
      return {
        message_type: 2,
        content,
        processed_message_content: content,
        ...none,
        external_source_ids: null,
      }
    },
  },
  attachment: { by: 'contact', row: () => ({}), beside: storeAttachment },
  bot: {
    by: 'bot',
    row: () => ({
      content_attributes: inJson({ items: [{ title: 'Yes', value: 'y' }] }),
      content_type: 5,
    }),
  },
  quote: {
    by: 'agent',
    row: (draft) => ({ content: quote(draft), processed_message_content: quote(draft) }),
  },
  deleted: {
    by: 'contact',
    row: () => ({
      content: 'This message was deleted',
      content_attributes: inJson({ deleted: true }),
      processed_message_content: 'This message was deleted',
    }),
  },
  form: {
    by: 'nobody',
    row: ({ conversation: { person } }) => {
      const submitted_values = [{ name: 'why', value: `since ${person.own}` }]
      return {
        message_type: 3,
        content_type: 6,
        content_attributes: inJson({
          items: [{ name: 'why' }],
          submitted_values,
          submitted_email: person.email,
        }),
      }
    },
  },
  translated: {
    by: 'contact',
    row: ({ body }) => ({
      content_attributes: inJson({ translations: { de: `auf Deutsch: ${body}` }, in_reply_to: 1 }),
    }),
  },
  rating: {
    by: 'nobody',
    row: ({ conversation: { person } }) => ({
      message_type: 3,
      content_type: 9,
      content_attributes: inJson({
        submitted_values: { csat_survey_response: { rating: 1, feedback_message: person.own } },
      }),
    }),
    beside: storeRating,
  },
  forwarded: { by: 'agent', row: () => ({}), beside: storeSharedFile },
  captain: { by: 'captain', row: () => ({}), beside: storeCopilot },
  location: {
    by: 'contact',
    row: () => ({ content: null, content_type: 0 }),
    beside: storeAttachment,
  },
}

const mailId = ({ id }: MessageDraft) => `<${id}.mail@mail.example.com>`

function storeAttachment(rows: SceneRows, { id, marker, conversation }: MessageDraft): void {
  const record_id = rows.next('attachments')
  const of = { message_id: id, account_id: conversation.account }
  rows.add('attachments', marker, { id: record_id, ...of, meta: { transcribed_text: marker } })
  storeFile(rows, marker, { record_type: 'Attachment', record_id, name: 'file' })
}

/** A file that several messages hold; whoever else holds it keeps it. */
function storeSharedFile(rows: SceneRows, { id, marker, conversation }: MessageDraft): void {
  const record_id = rows.next('attachments')
  rows.add('attachments', marker, {
    id: record_id,
    message_id: id,
    account_id: conversation.account,
  })
  storeFile(rows, null, { record_type: 'Attachment', record_id, name: 'file', blob: SHARED_BLOB })
}

function storeMention(rows: SceneRows, { id, marker, conversation }: MessageDraft): void {
  const { account, agent, id: conversation_id } = conversation
  const of = { account_id: account, user_id: agent.key }
  const actor = { primary_actor_type: 'Conversation', primary_actor_id: conversation_id }
  const second = { secondary_actor_type: 'Message', secondary_actor_id: id }
  rows.add('notifications', marker, { id: rows.next('notifications'), ...of, ...actor, ...second })
}

function storeRating(rows: SceneRows, { id, conversation }: MessageDraft): void {
  const { account, person, id: conversation_id, agent } = conversation
  const of = { account_id: account, conversation_id, contact_id: person.key, message_id: id }
  const response = {
    id: rows.next('csat_survey_responses'),
    rating: 1,
    assigned_agent_id: agent.key,
  }
  rows.add('csat_survey_responses', person.own, { ...response, ...of })
}

/** What an assistant kept of the contact's words, without a key to the message. */
function storeCopilot(rows: SceneRows, { said, conversation }: MessageDraft): void {
  if (said === undefined) return
  const id = rows.next('copilot_messages')
  const message = { content: `They said: ${said}`, reasoning: [] }
  const of = { account_id: conversation.account, copilot_thread_id: 1, message_type: 1 }
  rows.add('copilot_messages', null, { id, ...of, message })
}
