import { groupedBy } from '../../grouped-by.ts'
import type { Roles } from './choose-roles.ts'
import { copyNames } from './copy-names.ts'
import { emailColumn } from './draft-contact.ts'
import type { FidesCollection, FidesDataset } from './fides-dataset.ts'
import type { Link } from './links.ts'
import { isStaff } from './role-scores.ts'

/** A collection with one way on which a map comes to its rows. */
export interface PlacedCopy {
  readonly name: string
  readonly collection: FidesCollection
  /** `message`, `contact`, or the name of another copy. */
  readonly of: string
  /** Own column: the parent's. */
  readonly by: Readonly<Record<string, string>>
}

type Way = Omit<PlacedCopy, 'name'>

/** More of them is no table of a help desk, and each is a statement of its own. */
const MOST_WAYS = 8

/** The ways to all collections that some lead to; each begins at one that stands above it. */
export function placeCopies(dataset: FidesDataset, roles: Roles, links: readonly Link[]) {
  const nameOf = copyNames()
  const { contacts, messages } = roles
  const rest = dataset.collections.filter((one) => one !== contacts && one !== messages)
  const name = (way: Way): PlacedCopy => ({ name: nameOf(way.collection.table, way.by), ...way })
  const placed = rest
    .flatMap((one) => fromRoots(one, roles, links).slice(0, MOST_WAYS))
    .map((way) => name(way))
  let open = rest.filter((one) => !placed.some(({ collection }) => collection === one))
  for (let found: PlacedCopy[] = placed; found.length > 0;) {
    const parents = groupedBy(placed, ({ collection }) => collection.table)
    found = open.flatMap((one) => fromCopies(one, parents, roles, links)).map((way) => name(way))
    open = open.filter((one) => !found.some(({ collection }) => collection === one))
    placed.push(...found)
  }
  return placed
}

/** By its own columns that lead to messages or people; without any, by the e-mail that it holds. */
function fromRoots(
  collection: FidesCollection,
  { contacts, messages, conversations }: Roles,
  links: readonly Link[],
): Way[] {
  const own = links.filter(({ from }) => from.table === collection.table)
  const leading = (of: string, table: string) =>
    own
      .filter(({ to }) => to.table === table)
      .map(({ from, to }) => ({ collection, of, by: { [from.column]: to.column } }))
  // A conversation that names its last message is not that message's.
  const ofMessage = collection === conversations ? [] : leading('message', messages.table)
  const byKey = [...ofMessage, ...leading('contact', contacts.table)]
  const email = emailColumn(contacts)
  if (byKey.length > 0 || email === undefined || isStaff(collection)) return byKey
  return collection.columns
    .filter(({ identity }) => identity === 'email')
    .map(({ name }) => ({ collection, of: 'contact', by: { [name]: email } }))
}

/** A row that leads to a copy is a part of it. What a copy leads to is others', too, but for its conversation. */
function fromCopies(
  collection: FidesCollection,
  parents: ReadonlyMap<string, readonly PlacedCopy[]>,
  { conversations }: Roles,
  links: readonly Link[],
): Way[] {
  const { table } = collection
  const own = links.find(({ from, to }) => from.table === table && parents.has(to.table))
  const other =
    collection === conversations
      ? links.find(({ from, to }) => to.table === table && parents.has(from.table))
      : undefined
  const [mine, theirs] = own ? [own.from, own.to] : [other?.to, other?.from]
  if (!mine || !theirs) return []
  const by = { [mine.column]: theirs.column }
  return (parents.get(theirs.table) ?? []).map(({ name }) => ({ collection, of: name, by }))
}
