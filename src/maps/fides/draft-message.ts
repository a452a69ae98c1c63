import type { Message } from '../format/message-format.ts'
import type { Roles } from './choose-roles.ts'
import type { DraftGuess, DraftNote, DraftPart } from './draft-part.ts'
import { erasedColumns } from './erased-columns.ts'
import type { FidesCollection } from './fides-dataset.ts'
import {
  authorColumn,
  bodyColumn,
  timeColumn,
  kindColumn,
  type FoundColumn,
} from './found-columns.ts'
import { keyColumn } from './key-column.ts'
import type { Link } from './links.ts'

/** The block of messages, and what is written into one that is taken back. */
export function draftMessage(roles: Roles, links: readonly Link[]): DraftPart<Message> {
  const { messages } = roles
  const columns = messageColumns(roles, links)
  const { id, conversation, author, created, body } = columns
  const leading = links.filter(({ from }) => from.table === messages.table)
  const passed = [...leading.map(({ from }) => from.column), body.column, author.column, id.column]
  const { values, notes } = erasedColumns(messages, new Set(passed))
  const edited = messages.columns.find(({ name }) => UPDATED.test(name))?.name
  return {
    said: {
      table: messages.table,
      id: id.column,
      conversation: conversation.column,
      author: { id: author.column },
      created_at: created.column,
      body: { column: body.column, format: formatOf(body.column) },
      redact: { [body.column]: 'placeholder', ...values },
      ...(edited && { touch: { [edited]: 'now' } }),
    },
    guesses: Object.entries(columns).flatMap(([what, found]) => guessOf(what, found)),
    notes: [...columnNotes(messages, columns), ...messageNotes(messages, body), ...notes],
  }
}

const UPDATED = /^(?:updated|modified)(?:_?at|_?on)?$/i

type MessageColumns = Readonly<
  Record<'id' | 'conversation' | 'author' | 'created' | 'body', FoundColumn>
>

function messageColumns(
  { messages, conversations, contacts }: Roles,
  links: readonly Link[],
): MessageColumns {
  const id = keyColumn(messages)
  const link = links.find(
    ({ from, to }) => from.table === messages.table && to.table === conversations.table,
  )
  return {
    id: id === undefined ? { column: 'id', how: 'usual' } : { column: id, how: 'told' },
    conversation: link
      ? { column: link.from.column, how: link.by === 'reference' ? 'told' : 'named' }
      : { column: 'conversation_id', how: 'usual' },
    author: authorColumn(messages, contacts, links),
    created: timeColumn(messages),
    body: bodyColumn(messages, links) ?? { column: 'body', how: 'usual' },
  }
}

const MEANING: Readonly<Record<string, readonly [member: string, what: string]>> = {
  id: ['id', 'the key'],
  conversation: ['conversation', 'what a message belongs to'],
  author: ['author', 'who wrote a message'],
  created: ['created_at', 'when a message was made'],
  body: ['body', 'the text of a message'],
}

function guessOf(what: string, { how }: FoundColumn): DraftGuess[] {
  const [member = what] = MEANING[what] ?? []
  if (how === 'told') return []
  const comment = how === 'named' ? 'guessed by its name' : 'a guess: the dataset has no such field'
  return [{ path: ['message', member], comment }]
}

function columnNotes({ table, line }: FidesCollection, columns: MessageColumns): DraftNote[] {
  return Object.entries(columns).flatMap(([what, { column, how }]) => {
    const [, meaning = what] = MEANING[what] ?? []
    if (how === 'told') return []
    const because = how === 'named' ? 'by its name' : 'though the dataset has no such field'
    return [{ line, message: `${table}: ${meaning} is taken for ${column}, ${because}` }]
  })
}

function formatOf(body: string): 'html' | 'markdown' | 'plain' {
  if (/html/i.test(body)) return 'html'
  return /markdown|_md$/i.test(body) ? 'markdown' : 'plain'
}

function messageNotes(messages: FidesCollection, body: FoundColumn): DraftNote[] {
  const { table, line } = messages
  const kind = kindColumn(messages)
  const type = `type: { column: ${kind ?? 'COLUMN'}, contact: [VALUE] }`
  const which = kind === undefined ? 'no column is seen to tell' : `${kind} seems to tell`
  return [
    `${table}: ${which} whether a contact or staff wrote a message: unless ids of both differ, say it as \`author: { …, ${type} }\``,
    `${table}.${body.column}: how the text is written is not told: ${formatOf(body.column)} is a guess (html, markdown or plain), and so is the placeholder that follows it`,
    `${table}: whether a conversation begins with its first message is not told: until \`opening: first\` says so, none is a source`,
  ].map((message) => ({ line, message }))
}
