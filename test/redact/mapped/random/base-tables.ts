import type { DataMap } from '../../../../src/maps/format/map-format.ts'
import type { MapValue } from '../../../../src/maps/format/value-format.ts'
import type { Draft, DraftTable } from './draft.ts'
import { draftScene, type DraftedMessage, type DraftedScene } from './drafted-scene.ts'
import { idKindBy } from './odd-ids.ts'
import { filledBy, typesOf, valueColumnsBy, type ValueColumn } from './value-columns.ts'

/** People, conversations and messages of a made-up system, and the part of the map about them. */
export interface BaseTables {
  readonly contact: DraftTable
  readonly conversation: DraftTable
  readonly message: DraftTable
  readonly scene: DraftedScene
  /** Types of ids, for columns that refer to them. */
  readonly types: Readonly<Record<'person' | 'key' | 'message', string>>
  readonly map: Pick<DataMap, 'contact' | 'conversation' | 'message'>
}

type Kinds = BaseTables['types'] & { readonly conversation: string }

export function baseTables(draft: Draft): BaseTables {
  const kind = () => idKindBy(draft.random, draft.sharesIds)
  const ids = { person: kind(), conversation: kind(), key: kind(), message: kind() }
  const types = {
    ...{ person: ids.person[0].type, conversation: ids.conversation[0].type },
    ...{ key: ids.key[0].type, message: ids.message[0].type },
  }
  const scene = draftScene(draft.random, ids, draft.tenant ? 2 : 1)
  const contact = contactTable(draft, types, scene)
  const talks = conversationTable(draft, types, scene)
  const messages = messageTable(draft, types, scene)
  return {
    ...{ contact: contact.table, conversation: talks.table, message: messages.table },
    ...{ scene, types },
    map: { contact: contact.map, conversation: talks.map, message: messages.map },
  }
}

/** What is written into columns, by the names that they have in a table. */
export function namedValues(
  table: DraftTable,
  values: Readonly<Record<string, MapValue>>,
  columns: readonly ValueColumn[],
): Record<string, MapValue> {
  const all = [
    ...Object.entries(values),
    ...columns.map(({ name, value }) => [name, value] as const),
  ]
  return Object.fromEntries(all.map(([name, value]) => [table.of(name), value]))
}

function contactTable(draft: Draft, { person }: Kinds, { people }: DraftedScene) {
  const columns = valueColumnsBy(draft, draft.random.below(4))
  const table = draft.table('contact', {
    ...{ id: `${person} primary key`, email: 'text not null', name: 'varchar(60)' },
    ...typesOf(columns),
  })
  for (const one of people) {
    const { id, email, own, tenant } = one
    table.add(tenant, [own], { id, email, name: `Mx ${own}`, ...filledBy(columns, own) })
  }
  const values = { email: `erased-{${table.of('id')}}@x.invalid`, name: null }
  return {
    table,
    map: {
      ...{ table: table.name, id: table.of('id'), email: table.of('email') },
      erase: namedValues(table, values, columns),
    },
  }
}

/** Callers say the key, or another id; the person stands in the row, or in one of another table. */
function conversationTable(
  draft: Draft,
  { person, conversation, key }: Kinds,
  { conversations }: DraftedScene,
) {
  const hasId = draft.oneIn(2)
  const isInRow = draft.oneIn(2)
  const table = draft.table('conversation', {
    ...(hasId ? { id: `${conversation} unique` } : {}),
    ...{ key: `${key} primary key`, ...(isInRow ? { person } : {}) },
    ...{ first_line: 'text', last_line: 'text', topic: 'text', changed: 'timestamptz' },
  })
  const members = isInRow
    ? undefined
    : draft.table('members', { talk: loosely(draft, key), person: loosely(draft, person) }, true)
  for (const { id, key: own, person: theirs, messages } of conversations) {
    const said = [messages[0]!, messages.at(-1)!]
    table.add(theirs.tenant, [theirs.own, ...said.map(({ marker }) => marker)], {
      ...(hasId ? { id } : {}),
      ...{ key: own, ...(isInRow ? { person: theirs.id } : {}), topic: `about ${theirs.own}` },
      ...{ first_line: said[0]!.said, last_line: said[1]!.said },
    })
    members?.add(theirs.tenant, [], { talk: own, person: theirs.id })
  }
  const members_ = members && {
    ...{ table: members.name, by: { [members.of('talk')]: table.of('key') } },
    column: members.of('person'),
  }
  const people = [members_ ?? { column: table.of('person') }]
  const named = { key: table.of('key'), ...(hasId ? { id: table.of('id') } : {}) }
  return { table, map: { table: table.name, ...named, people } }
}

/** Some keep ids of others as texts. */
const loosely = (draft: Draft, type: string) => (draft.oneIn(4) ? 'text' : type)

const CREATED = [
  ['timestamptz', (nth: number) => new Date(nth * 1_000_000).toISOString()],
  ['timestamp', (nth: number) => `2026-01-01 00:${String(nth % 60).padStart(2, '0')}:01`],
  ['int8', (nth: number) => String(nth * 1_000_000)],
  ['int4', (nth: number) => String(nth * 1_000)],
] as const

function messageTable(draft: Draft, types: Kinds, { messages }: DraftedScene) {
  const { random } = draft
  const columns = valueColumnsBy(draft, random.below(6))
  const [created, at] = random.pick(CREATED)
  const format = random.pick(['html', 'markdown', 'plain'] as const)
  const opening = random.pick([undefined, 'first', 'none'] as const)
  const saysType = draft.oneIn(2)
  const table = draft.table('message', {
    ...{
      id: `${types.message} primary key`,
      talk: loosely(draft, types.key),
      ref: 'varchar(90)',
      created,
    },
    ...{ author: loosely(draft, types.person), kind: 'text not null' },
    ...{ body: random.pick(['text', 'varchar(2000)', 'public.citext']), edited: 'timestamptz' },
    ...typesOf(columns),
  })
  if (draft.oneIn(2)) searchOf(draft, table)
  for (const [nth, one] of messages.entries()) addMessage(table, columns, one, at(nth))
  draft.kept.push(`${table.name}.${table.of('ref')}`, `${table.name}.${table.of('kind')}`)
  return {
    table,
    map: {
      ...{ table: table.name, id: table.of('id'), conversation: table.of('talk') },
      author: {
        id: table.of('author'),
        ...(saysType ? { type: { column: table.of('kind'), contact: ['person'] } } : {}),
      },
      created_at:
        created === 'int8'
          ? { column: table.of('created'), unit: 'ms' as const }
          : table.of('created'),
      body: { column: table.of('body'), format },
      redact: namedValues(table, { body: 'placeholder' }, columns),
      touch: { [table.of('edited')]: 'now' as const },
      ...(opening ? { opening } : {}),
    },
  }
}

function addMessage(
  table: DraftTable,
  columns: readonly ValueColumn[],
  { id, tenant, ref, marker, author, conversation, body, quoted }: DraftedMessage,
  created: string,
): void {
  const { key } = conversation
  table.add(tenant, [marker, ...(quoted ? [quoted.marker] : [])], {
    ...{
      id,
      talk: key,
      ref,
      created,
      author: author?.id ?? null,
      kind: author ? 'person' : 'team',
    },
    body,
    ...filledBy(columns, marker),
  })
}

/** Postgres fills it from the body again. */
function searchOf(draft: Draft, table: DraftTable): void {
  const body = table.of('body').replaceAll('"', '""')
  const type = `tsvector generated always as (to_tsvector('simple', "${body}"::text)) stored`
  ;(table.columns as Map<string, string>).set('search', type)
  draft.rebuilt.push(`${table.name}.search`)
}
