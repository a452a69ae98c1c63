import type { ForeignMessage } from '../foreign-scene.ts'
import type { Row } from '../filled-row.ts'
import { messageMarker } from '../marker.ts'
import type { SceneRows } from '../scene-rows.ts'
import type { ChatwootConversation } from './chatwoot-conversations.ts'
import type { ChatwootPerson } from './chatwoot-people.ts'
import { CHATWOOT_SHAPES, inJson, type MessageDraft, type MessageShape } from './chatwoot-shapes.ts'

const FIRST_ID = 5_001
const SHAPES = Object.keys(CHATWOOT_SHAPES)

/**
 * Messages of every shape, spread over the conversations in turn.
 *
 * @returns them, and the marker of each conversation's first
 */
export function storeMessages(
  rows: SceneRows,
  conversations: readonly ChatwootConversation[],
  count: number,
) {
  const said = new Map<number, string>()
  const openings = new Map<number, string>()
  const messages = Array.from({ length: count }, (_, at): ForeignMessage => {
    const conversation = conversations[at % conversations.length]!
    const { id, person, displayId } = conversation
    // Moved on with each round: each conversation gets every shape.
    const nth = at + Math.floor(at / conversations.length)
    const shape = shapeOf(nth, conversation, openings.has(id))
    const author = authorOf(CHATWOOT_SHAPES[shape]!, conversation)
    const draft = draftOf(rows, { at, conversation, said: said.get(id) }, author)
    storeMessage(rows, draft, shape)
    if (!openings.has(id)) openings.set(id, draft.marker)
    if (author === person && shape === 'plain') said.set(id, draft.body)
    if (author !== person) person.others.push(draft.marker)
    author?.authored.push(draft.marker)
    const ids = { id: String(draft.id), conversationId: String(displayId), tenant: person.tenant }
    return { ...ids, author: author?.id ?? null, marker: draft.marker, shape }
  })
  return { messages, openings }
}

function shapeOf(nth: number, { id, isOutbound }: ChatwootConversation, isOpen: boolean): string {
  if (isOpen) return SHAPES[nth % SHAPES.length]!
  if (isOutbound) return 'reply'
  return id % 2 === 0 ? 'mail' : 'plain'
}

function authorOf(
  { by }: MessageShape,
  { person, agent }: ChatwootConversation,
): ChatwootPerson | undefined {
  if (by === 'contact') return person
  return by === 'agent' ? agent : undefined
}

function draftOf(
  rows: SceneRows,
  given: Pick<MessageDraft, 'at' | 'conversation' | 'said'>,
  author: ChatwootPerson | undefined,
): MessageDraft {
  const marker = messageMarker(author?.owner ?? 'x', given.at)
  return {
    ...given,
    id: FIRST_ID + given.at,
    marker,
    body: `${rows.words()} ${marker} ${rows.words()}`,
  }
}

function storeMessage(rows: SceneRows, draft: MessageDraft, shape: string): void {
  const { by, row, beside } = CHATWOOT_SHAPES[shape]!
  const { id, at, conversation, marker, body } = draft
  const time = new Date(Date.UTC(2025, 2, 1) + at * 60_000).toISOString()
  rows.add('messages', marker, {
    ...{
      id,
      account_id: conversation.account,
      inbox_id: conversation.inbox,
      conversation_id: conversation.id,
    },
    ...{ content: body, processed_message_content: body, content_type: 0, status: 0 },
    ...{ created_at: time, updated_at: time, source_id: null, ...senderOf(by, conversation) },
    content_attributes: inJson({}),
    external_source_ids: inJson({ slack: marker }),
    ...row(draft),
  })
  beside?.(rows, draft)
}

function senderOf(by: MessageShape['by'], { account, person, agent }: ChatwootConversation): Row {
  switch (by) {
    case 'contact':
      return { message_type: 0, sender_type: 'Contact', sender_id: person.key }
    case 'agent':
      return { message_type: 1, sender_type: 'User', sender_id: agent.key }
    case 'bot':
      return { message_type: 1, sender_type: 'AgentBot', sender_id: 90 + account }
    case 'captain':
      return { message_type: 1, sender_type: 'Captain::Assistant', sender_id: 80 + account }
    case 'nobody':
      return { message_type: 1, sender_type: null, sender_id: null }
    default:
      return by satisfies never
  }
}
