import type { FidesCollection, FidesDataset } from './fides-dataset.ts'
import type { Link } from './links.ts'
import { contactScore, conversationScore, messageScore } from './role-scores.ts'

/** Which collections hold people, what holds messages together, and the messages. */
export interface Roles {
  readonly contacts: FidesCollection
  readonly conversations: FidesCollection
  readonly messages: FidesCollection
}

export type Role = keyof Roles

/** Collections that the user named; the others are guessed. */
export type NamedRoles = Readonly<Partial<Record<Role, string | undefined>>>

export type ChosenRoles =
  | { readonly ok: true; readonly roles: Roles; readonly guessed: readonly Role[] }
  | { readonly ok: false; readonly role: Role; readonly why: 'unknown' | 'untold' | 'twice' }

type Score = (collection: FidesCollection) => number

/** What the user named, and of the rest what looks most like it. */
export function chooseRoles(
  { collections }: FidesDataset,
  links: readonly Link[],
  named: NamedRoles,
): ChosenRoles {
  const byName = (role: Role) =>
    collections.find(({ name, table }) => [name, table].includes(named[role] ?? ''))
  const given = ROLES.filter((role) => named[role] !== undefined)
  const unknown = given.find((role) => byName(role) === undefined)
  if (unknown) return { ok: false, role: unknown, why: 'unknown' }
  const chosen = new Map(given.map((role) => [role, byName(role)]))
  for (const role of ROLES.filter((one) => !given.includes(one))) {
    const taken = new Set(chosen.values())
    const free = collections.filter((one) => !taken.has(one))
    chosen.set(role, best(free, scoreOf(role, links, chosen.get('messages'))))
  }
  return answered(chosen, given)
}

/** What messages belong to is seen best once they are known. */
const ROLES: readonly Role[] = ['contacts', 'messages', 'conversations']

function scoreOf(role: Role, links: readonly Link[], messages: FidesCollection | undefined): Score {
  if (role === 'contacts') return (one) => contactScore(one, links)
  if (role === 'messages') return (one) => messageScore(one, links)
  return (one) => (messages ? conversationScore(one, messages, links) : 0)
}

function best(collections: readonly FidesCollection[], score: Score): FidesCollection | undefined {
  const [first] = collections
    .map((one) => ({ one, points: score(one) }))
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points)
  return first?.one
}

function answered(
  chosen: ReadonlyMap<Role, FidesCollection | undefined>,
  given: readonly Role[],
): ChosenRoles {
  const [contacts, messages] = [chosen.get('contacts'), chosen.get('messages')]
  const conversations = chosen.get('conversations')
  if (!messages) return { ok: false, role: 'messages', why: 'untold' }
  if (!conversations) return { ok: false, role: 'conversations', why: 'untold' }
  if (!contacts) return { ok: false, role: 'contacts', why: 'untold' }
  const roles = { contacts, conversations, messages }
  const twice = given.find((role) =>
    ROLES.some((one) => one !== role && roles[one] === roles[role]),
  )
  if (twice) return { ok: false, role: twice, why: 'twice' }
  return { ok: true, roles, guessed: ROLES.filter((role) => !given.includes(role)) }
}
