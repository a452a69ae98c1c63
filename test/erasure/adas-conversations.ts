/** Stands wherever Ada wrote, or somebody quotes her by her name. */
export const WORDS = 'adas-words'
export const NAME = 'Ada Markerson'
export const EMAIL = 'ada@example.com'
export const EXTERNAL_ID = 'crm-ada-markerson'

export const ada = { type: 'user', id: 'ada', name: NAME, email: EMAIL, external_id: EXTERNAL_ID }
export const bob = { type: 'user', id: 'bob', name: 'Bob', email: 'bob@example.com' }
export const agent = { type: 'admin', id: 'agent', name: 'Agent', email: 'agent@example.com' }

const OLD = 1_700_000_000

type Author = Readonly<Record<string, unknown>>

export interface Written {
  readonly id: string
  readonly author: Author
  readonly body: string | null
  readonly at?: number
  readonly files?: number
}

export function partBy({ id, author, body, at = OLD, files = 0 }: Written) {
  return {
    ...{ type: 'conversation_part', id, part_type: 'comment', body, author },
    ...{ created_at: at, updated_at: at },
    attachments: Array.from({ length: files }, () => ({
      ...{ type: 'upload', name: author.id === 'ada' ? `${WORDS}.png` : 'picture.png' },
    })),
    email_message_metadata: {
      subject: WORDS,
      history: WORDS,
      email_address_headers: [{ type: 'to', email_address: EMAIL, name: NAME }],
    },
  }
}

export interface Shape {
  /** Part authors in turns; Ada by default every second one. */
  readonly parts?: number
  readonly source?: Author | null
  readonly authors?: readonly Author[]
  readonly sourceId?: string | null
  readonly createdAt?: number
}

/** A conversation of Ada's: a source, parts by her and by the agent, an event, a rating, mails. */
export function conversationOf(index: number, shape: Shape = {}) {
  const { parts = 2, source = ada, authors = [ada, agent], createdAt = OLD } = shape
  const sourceId = shape.sourceId === undefined ? `s${index}` : shape.sourceId
  const wordsOf = (author: Author) =>
    author.id === 'ada' ? WORDS : `words of ${String(author.id)}`
  const list = Array.from({ length: parts }, (_, at) => {
    const author = authors[at % authors.length]!
    const body = `${wordsOf(author)} ${index}-${at}`
    return partBy({ id: `p${index}-${at}`, author, body, at: createdAt, files: at === 0 ? 1 : 0 })
  })
  const event = partBy({ id: `e${index}`, author: ada, body: null, at: createdAt })
  return {
    ...{ type: 'conversation', id: `c${index}`, title: WORDS },
    ...{ created_at: createdAt, updated_at: createdAt },
    contacts: {
      type: 'contact.list',
      contacts: [{ type: 'contact', id: 'ada', name: NAME, external_id: EXTERNAL_ID }],
    },
    source: source && {
      ...{ type: 'conversation', delivered_as: 'customer_initiated', author: source },
      ...(sourceId === null ? {} : { id: sourceId }),
      ...{ subject: WORDS, body: wordsOf(source), attachments: [{ type: 'upload', name: 'x' }] },
      recipients: [{ email: EMAIL }],
    },
    conversation_rating: { rating: 1, remark: WORDS, contact: ada },
    conversation_parts: {
      type: 'conversation_part.list',
      total_count: parts + 1,
      conversation_parts: [...list, event],
    },
  }
}

export function conversationsOf(from: number, to: number, shape: Shape = {}): object[] {
  return Array.from({ length: to - from }, (_, at) => conversationOf(from + at, shape))
}

/** Somebody else's conversation, where Ada has no part; nothing of it may change. */
export function othersConversation(index: number) {
  const part = (at: number) => ({
    ...partBy({ id: `o${index}-${at}`, author: at % 2 ? agent : bob, body: `bobs ${index}-${at}` }),
    email_message_metadata: { subject: 'bobs subject', history: 'bobs history' },
  })
  return {
    ...{ type: 'conversation', id: `o${index}`, title: 'bobs title' },
    ...{ created_at: OLD, updated_at: OLD },
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: 'bob' }] },
    source: { type: 'conversation', id: `os${index}`, body: 'bobs source', author: bob },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: Array.from({ length: 3 }, (_, at) => part(at)),
    },
  }
}
