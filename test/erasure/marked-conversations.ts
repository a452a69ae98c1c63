import { publishedMembers, type PublishedMember } from '../contract/published-members.ts'
import type { Json } from '../contract/read-samples.ts'
import { randomBy, type Random } from './random-by.ts'

/*
 * Conversations made from the facts about each published version, with members that nobody knows at
 * every level, and a marker in every text: no two are the same, so that each that is left somewhere
 * tells where it came from.
 */

export interface MarkedShape {
  readonly seed: number
  readonly conversations: number
  /** Contacts who take part, in turns; beside them there are an admin and a bot. */
  readonly people: number
}

/** Before the erasures: in seconds. */
const OLD = 1_700_000_000

export const MARKER = /mk\d+q/g

interface Tree {
  readonly types: readonly string[]
  readonly members: Map<string, Tree>
  item: Tree | undefined
}

const VERSIONS = [
  '2.7',
  '2.8',
  '2.9',
  '2.10',
  '2.11',
  '2.12',
  '2.13',
  '2.14',
  '2.15',
  '2.16',
  'Preview',
]

const emptyTree = (types: readonly string[] = ['object']): Tree => ({
  ...{ types, members: new Map<string, Tree>(), item: undefined },
})

function treeOf(version: string): Tree {
  const root = emptyTree()
  const own = publishedMembers().filter(({ versions }) => versions.includes(version))
  for (const member of own) plant(root, member)
  return root
}

function plant(root: Tree, { path, types }: PublishedMember): void {
  const steps = path.replaceAll('[]', '.[]').split('.')
  let at = root
  for (const [place, step] of steps.entries()) {
    const last = place === steps.length - 1
    const known = step === '[]' ? at.item : at.members.get(step)
    const next = known ?? emptyTree(last ? types : ['object'])
    if (step === '[]') at.item = next
    else at.members.set(step, next)
    at = next
  }
}

/** Makes the conversations one after another, so that many don't have to be in memory. */
export function* markedConversations(shape: MarkedShape): Generator<Record<string, Json>> {
  const trees = VERSIONS.map(treeOf)
  const marks = { next: 1 }
  for (let at = 0; at < shape.conversations; at += 1) {
    const random = randomBy(shape.seed * 1_000_003 + at)
    yield conversationBy({ random, marks, shape, at }, trees[at % trees.length]!)
  }
}

interface Making {
  readonly random: Random
  readonly marks: { next: number }
  readonly shape: MarkedShape
  /** Its number. */
  readonly at: number
}

function conversationBy(making: Making, tree: Tree): Record<string, Json> {
  const { random, at } = making
  const made = objectOf(making, tree)
  const cast = castOf(making)
  const id = `c${String(at)}`
  const count = 1 + random.below(3)
  const template = tree.members.get('conversation_parts')?.members.get('conversation_parts')?.item
  const parts = Array.from({ length: count }, (_, nth) => partBy(making, template!, cast, nth))
  return {
    ...made,
    ...{ type: 'conversation', id, created_at: OLD, updated_at: OLD },
    ...quotes(making),
    source: sourceBy(making, tree.members.get('source')!, cast),
    contacts: {
      ...(made['contacts'] as Record<string, Json>),
      contacts: cast.contacts.map((one) => ({
        ...objectOf(making, tree.members.get('contacts')!.members.get('contacts')!.item!),
        ...{ type: 'contact', id: one, phone: mark(making), name: mark(making) },
        custom_attributes: { plan: mark(making), kept: mark(making) },
      })),
    },
    custom_attributes: { plan: mark(making), kept: mark(making), deep: { a: [mark(making)] } },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: parts,
      total_count: count,
    },
    ...(random.chance(0.5) && {
      conversation_rating: {
        ...objectOf(making, tree.members.get('conversation_rating')!),
        contact: { type: 'contact', id: cast.contacts[0]!, external_id: mark(making) },
      },
    }),
  }
}

interface Cast {
  readonly contacts: readonly string[]
}

function castOf({ random, shape, at }: Making): Cast {
  const first = at % shape.people
  const other = random.below(shape.people)
  const both = random.chance(0.4) && other !== first
  return { contacts: [first, ...(both ? [other] : [])].map((one) => `u${String(one)}`) }
}

/** Members that other versions and tools have, and that quote messages or name people. */
function quotes(making: Making): Record<string, Json> {
  const { random } = making
  const body = () => ({ body: mark(making), author: { name: mark(making) } })
  return {
    ...(random.chance(0.2) && { last_message: body() }),
    ...(random.chance(0.2) && { translations: { de: mark(making) } }),
    ...(random.chance(0.2) && { user: { id: 'u0', name: mark(making) } }),
    ...(random.chance(0.2) && { summary: mark(making) }),
  }
}

function authorBy(making: Making, tree: Tree, cast: Cast): Record<string, Json> {
  const { random } = making
  const contact = random.chance(0.6)
  const who = contact
    ? { type: random.one(['user', 'lead', 'contact']), id: random.one(cast.contacts) }
    : random.one([
        { type: 'admin', id: 'u0' },
        { type: 'bot', id: 'b1' },
      ])
  return {
    ...objectOf(making, tree),
    ...(random.chance(0.3) && { phone: mark(making), location: { city: mark(making) } }),
    ...who,
  }
}

function partBy(making: Making, tree: Tree, cast: Cast, nth: number): Record<string, Json> {
  const { random, at } = making
  const made = objectOf(making, tree)
  const body = random.chance(0.3) ? null : `<p>${mark(making)}</p>`
  return {
    ...made,
    ...{ type: 'conversation_part', id: `p${String(at)}-${String(nth)}`, body, redacted: false },
    ...{ created_at: OLD, updated_at: OLD, notified_at: OLD },
    author: authorBy(making, tree.members.get('author')!, cast),
  }
}

function sourceBy(making: Making, tree: Tree, cast: Cast): Record<string, Json> {
  return {
    ...objectOf(making, tree),
    ...{ id: `s${String(making.at)}`, body: mark(making), redacted: false },
    author: authorBy(making, tree.members.get('author')!, cast),
  }
}

function mark({ marks }: Making): string {
  marks.next += 1
  return `mk${String(marks.next)}q`
}

function objectOf(making: Making, { members }: Tree): Record<string, Json> {
  const { random } = making
  const made: Record<string, Json> = {}
  for (const [name, tree] of members) {
    if (random.chance(0.85))
      made[name === '*' ? `any${String(random.below(9))}` : name] = valueOf(making, tree)
  }
  if (random.chance(0.4)) made['unknown_text'] = mark(making)
  if (random.chance(0.2))
    made['unknown_object'] = { body: mark(making), list: [mark(making), { a: mark(making) }] }
  return made
}

function valueOf(making: Making, tree: Tree): Json {
  const { random } = making
  const { types } = tree
  if (types.includes('null') && random.chance(0.2)) return null
  if (types.includes('array')) {
    const { item } = tree
    if (!item) return [mark(making)]
    return Array.from({ length: random.below(3) }, () => valueOf(making, item))
  }
  if (tree.members.size > 0 || types.includes('object')) return objectOf(making, tree)
  if (types.includes('integer') || types.includes('number')) return random.below(1_000)
  if (types.includes('boolean')) return random.chance(0.5)
  if (random.chance(0.03)) return random.one([{ body: mark(making) }, [mark(making)]])
  return mark(making)
}
