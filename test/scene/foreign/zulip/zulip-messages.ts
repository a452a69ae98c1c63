import type { Row } from '../filled-row.ts'
import type { ForeignMessage } from '../foreign-scene.ts'
import { messageMarker } from '../marker.ts'
import type { SceneRows } from '../scene-rows.ts'
import type { ZulipRecipient } from './zulip-channels.ts'
import type { ZulipPerson } from './zulip-people.ts'
import { CLIENT } from './zulip-realms.ts'
import { ZULIP_SHAPES, type ZulipDraft } from './zulip-shapes.ts'

const SHAPES = Object.keys(ZULIP_SHAPES)
/** Messages of a recipient that share a topic. */
const IN_A_TOPIC = 6

/** Messages of every shape, spread over channels and groups in turn. */
export function storeZulipMessages(
  rows: SceneRows,
  {
    recipients,
    bot,
    count,
  }: {
    readonly recipients: readonly ZulipRecipient[]
    readonly bot: number
    readonly count: number
  },
): ForeignMessage[] {
  const firsts = new Map<number, ZulipDraft>()
  return Array.from({ length: count }, (_, at) => {
    const recipient = recipients[at % recipients.length]!
    const round = Math.floor(at / recipients.length)
    const first = round % IN_A_TOPIC === 0 ? undefined : firsts.get(recipient.id)
    // Moved on with each round: each recipient gets every shape.
    const shape = first ? SHAPES[(at + round) % SHAPES.length]! : 'plain'
    const guest = recipient.guests[round % recipient.guests.length]!
    const author = authorOf(shape, recipient, guest)
    const marker = messageMarker(author?.owner ?? 'x', at)
    const body = `${rows.words()} ${marker} ${rows.words()}`
    const subject = recipient.stream === null ? '' : `about ${first?.marker ?? marker}`
    const draft = { id: 10_001 + at, at, recipient, guest, author, marker, body, subject, first }
    if (!first) firsts.set(recipient.id, draft)
    storeMessage(rows, draft, { shape, bot })
    author?.authored.push(marker)
    for (const one of recipient.guests) if (one !== author) one.others.push(marker)
    const of = { conversationId: String(recipient.id), tenant: String(recipient.realm) }
    return { id: String(draft.id), ...of, author: author?.id ?? null, marker, shape }
  })
}

function authorOf(
  shape: string,
  { member }: ZulipRecipient,
  guest: ZulipPerson,
): ZulipPerson | undefined {
  const { by } = ZULIP_SHAPES[shape]!
  if (by === 'guest') return guest
  return by === 'member' ? member : undefined
}

function storeMessage(
  rows: SceneRows,
  draft: ZulipDraft,
  { shape, bot }: { readonly shape: string; readonly bot: number },
): void {
  const { id, at, recipient, author, marker, body, subject } = draft
  const { table = 'zerver_message', row, beside } = ZULIP_SHAPES[shape]!
  const message: Row = {
    ...{ id, type: 1, realm_id: recipient.realm, recipient_id: recipient.id, subject },
    ...{ content: body, rendered_content: `<p>${body}</p>`, edit_history: null },
    ...{ sender_id: author?.key ?? bot, sending_client_id: CLIENT },
    ...{ date_sent: new Date(Date.UTC(2025, 2, 1) + at * 60_000).toISOString() },
    is_channel_message: recipient.stream !== null,
    ...row(draft),
  }
  rows.add(table, marker, message)
  beside?.(rows, draft)
  const of = { id: rows.next('zerver_usermessage'), message_id: id }
  const seen = table === 'zerver_message' ? 'zerver_usermessage' : 'zerver_archivedusermessage'
  rows.add(seen, null, { ...of, user_profile_id: draft.guest.key, flags: 1 })
}
