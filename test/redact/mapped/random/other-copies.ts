import type { BaseTables } from './base-tables.ts'
import type { Draft } from './draft.ts'
import { addCopy, type AddCopy } from './keyed-copies.ts'

/** Arrays and lists that name messages beside others; what names one loses it. */
export const listed: AddCopy = (draft, { message, scene, types }) => {
  const isArray = draft.oneIn(2)
  const ids = isArray ? `${types.message}[]` : draft.oneIn(2) ? 'jsonb' : 'text'
  const table = draft.table('digests', { ids, text: 'text' })
  const isNumber = /^int|^numeric/.test(types.message)
  const listOf = (some: readonly string[]) => {
    // A list of numbers in jsonb is a string here, as some write it.
    if (isArray || (ids === 'jsonb' && !isNumber)) return some
    return `[${some.map((id) => (isNumber ? id : JSON.stringify(id))).join(', ')}]`
  }
  for (const { messages } of scene.conversations) {
    for (const { id, tenant, marker } of messages) {
      const other = messages[0]!
      table.add(tenant, [marker, other.marker], { ids: listOf([other.id, id]), text: marker })
    }
  }
  const by = { ids: { has: message.of('id') } }
  const remove = ids === 'text' ? { as: 'json_text' as const } : {}
  const does = { text: '', ids: { remove: message.of('id'), ...remove } }
  addCopy(draft, table, { name: 'digests', of: 'message', by, do: does })
}

/** The first and the last line of a conversation, and its time. */
export const ends: AddCopy = (draft, { message, conversation }) => {
  const by = { key: message.of('talk') }
  const of = 'message'
  addCopy(draft, conversation, {
    ...{ name: 'first_line', of, by, if: 'first', do: { first_line: 'placeholder' } },
    touch: { [conversation.of('changed')]: 'now' },
  })
  const does = { last_line: '' }
  addCopy(draft, conversation, { name: 'last_line', of, by, if: 'latest', do: does })
}

/** What is about a person: their topics, events that name them, and what hangs on these. */
export const ofPeople: AddCopy = (draft, { contact, conversation, scene, types, map }) => {
  const isInRow = Array.isArray(map.conversation.people) && !map.conversation.people[0]?.table
  if (isInRow) {
    const by = { person: contact.of('id') }
    addCopy(draft, conversation, { name: 'topics', of: 'contact', by, do: { topic: null } })
  } else dropTopics(draft, { conversation })
  const event = draft.table('events', {
    id: 'int8 primary key',
    person: types.person,
    text: 'jsonb',
  })
  const detail = draft.table('details', { event: 'int8', text: 'text' }, true)
  for (const [nth, { id, tenant, own }] of scene.people.entries()) {
    event.add(tenant, [own], { id: nth, person: id, text: [own] })
    detail.add(tenant, [own], { event: nth, text: own })
  }
  const by = { person: contact.of('id') }
  addCopy(draft, event, { name: 'events', of: 'contact', by, do: { text: [] } })
  const ofEvent = { event: event.of('id') }
  addCopy(draft, detail, { name: 'details', of: 'events', by: ofEvent, do: 'delete' })
}

/** No key leads from a person to them. */
function dropTopics(draft: Draft, { conversation }: Pick<BaseTables, 'conversation'>): void {
  draft.kept.push(`${conversation.name}.${conversation.of('topic')}`)
  for (const [nth, row] of conversation.rows.entries()) {
    conversation.rows[nth] = { ...row, [conversation.of('topic')]: 'settings' }
  }
}

/** Answers quote what they answer. */
export const quotes: AddCopy = (draft, { message }) => {
  addCopy(draft, message, {
    ...{ name: 'quotes', of: 'message', in: 'conversation', containing: ['body'] },
    do: { body: 'replace' },
  })
}

/** Notes of the whole workspace that hold what was said, in whatever way. */
export const notes: AddCopy = (draft, { scene, message }) => {
  const wordsIn = draft.random.pick([
    ['text', (words: string) => `SAID: ${words.toUpperCase()}!`],
    ['jsonb', (words: string) => ({ said: [`<p>${words}</p>`] })],
    ['text[]', (words: string) => ['other', `"${words}"`]],
    ['varchar(400)', (words: string) => words.replaceAll(' ', '\n> ')],
  ] as const)
  const [type, filled] = wordsIn
  const table = draft.table('notes', { note: type })
  for (const { tenant, marker, body, quoted } of scene.messages) {
    table.add(tenant, [marker, ...(quoted ? [quoted.marker] : [])], { note: filled(body) })
  }
  addCopy(draft, table, {
    ...{ name: 'notes', of: 'message', in: 'workspace', containing: [message.of('body')] },
    do: type === 'text' && draft.oneIn(2) ? 'delete' : { note: 'replace' },
    ...{ search: table.of('note') },
  })
}
