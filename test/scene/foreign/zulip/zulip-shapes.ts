import type { Row } from '../filled-row.ts'
import type { SceneRows } from '../scene-rows.ts'
import type { ZulipRecipient } from './zulip-channels.ts'
import type { ZulipPerson } from './zulip-people.ts'
import { CLIENT } from './zulip-realms.ts'

/** A message while it is made. */
export interface ZulipDraft {
  readonly id: number
  readonly at: number
  readonly recipient: ZulipRecipient
  /** Whose it is, or whom it is about. */
  readonly guest: ZulipPerson
  readonly author: ZulipPerson | undefined
  readonly marker: string
  readonly body: string
  readonly subject: string
  /** What began the topic. */
  readonly first: ZulipDraft | undefined
}

interface ZulipShape {
  readonly by: 'guest' | 'member' | 'nobody'
  /** Another than that of messages. */
  readonly table?: string
  row(draft: ZulipDraft): Row
  beside?(rows: SceneRows, draft: ZulipDraft): void
}

const html = (text: string) => ({ content: text, rendered_content: `<p>${text}</p>` })
const silent = ({ name, key }: ZulipPerson) => `@_**${name}|${key}**`

/** With a search vector that knows the words of it as well. */
const naming = (text: string, { marker, guest }: ZulipDraft) => ({
  ...html(`${text} ${marker}`),
  search_tsvector: `${marker} ${guest.own}`,
})

/** Every shape of a message; those that quote do so where somebody began a topic. */
export const ZULIP_SHAPES: Readonly<Record<string, ZulipShape>> = {
  plain: { by: 'guest', row: () => ({}), beside: storeTopicSetting },
  reply: { by: 'member', row: () => ({}) },
  edited: { by: 'guest', row: ({ marker, guest }) => ({ edit_history: historyOf(marker, guest) }) },
  quote: {
    by: 'member',
    row: ({ first, marker }) => html(`\`\`\`quote\n${first?.body ?? ''}\n\`\`\`\n${marker}`),
    beside: storeQuoting,
  },
  mention: { by: 'member', row: (draft) => naming(`@**${draft.guest.name}** look:`, draft) },
  poll: { by: 'guest', row: () => ({ content: '/poll' }), beside: storePoll },
  attachment: {
    by: 'guest',
    row: () => ({ has_attachment: true, has_image: true }),
    beside: storeFile,
  },
  archived: {
    by: 'guest',
    table: 'zerver_archivedmessage',
    row: archivedRow,
    beside: storeArchived,
  },
  notice: {
    by: 'nobody',
    row: (draft) => naming(`${silent(draft.guest)} has marked this as resolved.`, draft),
  },
  reacted: { by: 'guest', row: () => ({}), beside: storeReaction },
  scheduled: { by: 'guest', row: () => ({}), beside: storeScheduled },
  moved: {
    by: 'guest',
    row: ({ marker }) => ({ edit_history: JSON.stringify([{ prev_topic: `was ${marker}` }]) }),
  },
  remembered: { by: 'guest', row: () => ({}), beside: storeReminder },
}

function historyOf(marker: string, { key }: ZulipPerson): string {
  const before = { prev_content: `was ${marker}`, prev_rendered_content: `<p>was ${marker}</p>` }
  return JSON.stringify([{ user_id: key, timestamp: 1_740_000_000, ...before }])
}

/** Somebody else follows a topic that has the words of who began it. */
function storeTopicSetting(rows: SceneRows, draft: ZulipDraft): void {
  const { recipient, subject, marker, first } = draft
  if (recipient.stream === null || first) return
  const of = { stream_id: recipient.stream, recipient_id: recipient.id, topic_name: subject }
  const user_profile_id = recipient.member.key
  rows.add('zerver_usertopic', marker, {
    id: rows.next('zerver_usertopic'),
    ...of,
    user_profile_id,
  })
}

function storeQuoting(rows: SceneRows, { recipient, first }: ZulipDraft): void {
  const of = { recipient_id: recipient.id, user_profile_id: recipient.member.key, topic: '' }
  const content = `> ${first?.body ?? ''}`
  rows.add('zerver_draft', first?.marker ?? null, { id: rows.next('zerver_draft'), ...of, content })
}

function storePoll({ add }: SceneRows, { id, at, guest, marker }: ZulipDraft): void {
  const content = JSON.stringify({ widget_type: 'poll', extra_data: { question: marker } })
  const of = { message_id: id, sender_id: guest.key, msg_type: 'widget' }
  add('zerver_submessage', marker, { id: at + 1, ...of, content })
}

function storeFile({ add }: SceneRows, { id, at, guest, marker }: ZulipDraft): void {
  const of = { realm_id: guest.realm, path_id: `${guest.realm}/ab/${marker}.png` }
  add('zerver_attachment', marker, { id: at + 1, ...of, owner_id: guest.key })
  add('zerver_attachment_messages', null, { id: at + 1, attachment_id: at + 1, message_id: id })
  add('zerver_imageattachment', marker, { id: at + 1, ...of })
}

function archivedRow({ marker, guest }: ZulipDraft): Row {
  return { archive_transaction_id: guest.realm, edit_history: historyOf(marker, guest) }
}

/** Deleted by the application: it is moved, with what hangs on it, and goes after thirty days. */
function storeArchived({ add }: SceneRows, { id, at, guest, marker }: ZulipDraft): void {
  const of = { message_id: id, sender_id: guest.key, msg_type: 'widget' }
  add('zerver_archivedsubmessage', marker, { id: at + 1, ...of })
  const file = {
    realm_id: guest.realm,
    owner_id: guest.key,
    path_id: `${guest.realm}/${marker}.pdf`,
  }
  add('zerver_archivedattachment', marker, { id: at + 1, ...file })
  const link = { archivedattachment_id: at + 1, archivedmessage_id: id }
  add('zerver_archivedattachment_messages', null, { id: at + 1, ...link })
  const emoji = { emoji_name: 'tada', emoji_code: '1f389', reaction_type: 'unicode_emoji' }
  const of_reaction = { message_id: id, user_profile_id: guest.key }
  add('zerver_archivedreaction', null, { id: at + 1, ...of_reaction, ...emoji })
}

function storeReaction({ add }: SceneRows, { id, at, recipient, marker }: ZulipDraft): void {
  const of = { message_id: id, user_profile_id: recipient.member.key }
  const emoji = { emoji_name: 'tada', emoji_code: '1f389', reaction_type: 'unicode_emoji' }
  add('zerver_reaction', marker, { id: at + 1, ...of, ...emoji })
  const mail = { id: at + 1, ...of, email_token: `token${at}` }
  add('zerver_missedmessageemailaddress', null, mail)
}

function scheduledRow({ recipient }: ZulipDraft): Row {
  const { realm, id, stream } = recipient
  const of = { realm_id: realm, recipient_id: id, stream_id: stream, sending_client_id: CLIENT }
  return { ...of, delivery_type: 1 }
}

/** Rows of messages that were sent later stay; and one that is still to be sent, with a file. */
function storeScheduled({ add }: SceneRows, draft: ZulipDraft): void {
  const { id, at, guest, marker } = draft
  const of = { ...scheduledRow(draft), sender_id: guest.key }
  const delivered = { delivered_message_id: id, delivered: true }
  add('zerver_scheduledmessage', marker, { id: 2 * at, ...of, ...delivered })
  add('zerver_scheduledmessage', guest.own, { id: 2 * at + 1, ...of })
  const file = { id: 500_000 + at, realm_id: guest.realm, owner_id: guest.key }
  add('zerver_attachment', guest.own, { ...file, path_id: `${guest.own}/${at}` })
  const link = { attachment_id: file.id, scheduledmessage_id: 2 * at + 1 }
  add('zerver_attachment_scheduled_messages', null, { id: at + 1, ...link })
}

/** Another's reminder of a message holds its words. */
function storeReminder({ add }: SceneRows, draft: ZulipDraft): void {
  const { id, at, recipient, marker, body } = draft
  const of = { ...scheduledRow(draft), sender_id: recipient.member.key, subject: '' }
  const words = { content: `You asked about: ${body}`, rendered_content: `<p>${body}</p>` }
  const reminder = { reminder_target_message_id: id, delivery_type: 2, failure_message: null }
  add('zerver_scheduledmessage', marker, { id: 2 * at, ...of, ...words, ...reminder })
}
