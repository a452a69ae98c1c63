import type { FidesCollection, FidesColumn } from './fides-dataset.ts'
import type { Link } from './links.ts'
import { hasWord } from './words-of-name.ts'

/** A column, and how sure it is: the dataset says it, its name does, or there is none and this is usual. */
export interface FoundColumn {
  readonly column: string
  readonly how: 'told' | 'named' | 'usual'
}

const BODIES = ['body', 'content', 'text', 'message', 'comment', 'html', 'answer', 'note']
const BODY_WORDS = new Set([...BODIES, 'description'])
const TIMES = [
  ...['created_at', 'created', 'created_on', 'creation_date', 'sent_at', 'sent', 'inserted_at'],
  ...['posted_at', 'received_at', 'timestamp', 'time', 'date', 'createdat', 'create_at'],
]
const AUTHORS = [
  ...['author_id', 'sender_id', 'user_id', 'from_id', 'creator_id', 'created_by_id', 'created_by'],
  ...['author', 'sender', 'creator', 'owner_id'],
]
const KINDS =
  /^(?:author|sender|creator|from|user|actor|owner)_?(?:type|kind|role)$|^is_(?:agent|staff|admin)$|^(?:incoming|direction)$/i

/** What of a message is its text: by its category, else by its name. */
export function bodyColumn(
  collection: FidesCollection,
  links: readonly Link[],
): FoundColumn | undefined {
  const candidates = collection.columns.filter((column) => mayBeText(column, collection, links))
  const told = candidates.find(({ categories }) => categories.some(isContent))
  const usual = BODIES.flatMap((name) => candidates.find((one) => isCalled(one, name)) ?? [])[0]
  const named = usual ?? told ?? candidates.find(({ name }) => hasWord(name, BODY_WORDS))
  return named && { column: named.name, how: 'named' }
}

const isContent = (category: string) => /^user\.content(?:\.|$)/.test(category)

function mayBeText(
  { name, isKey, dataType = 'string' }: FidesColumn,
  { table }: FidesCollection,
  links: readonly Link[],
): boolean {
  const isLink = links.some(({ from }) => from.table === table && from.column === name)
  return !isKey && !isLink && dataType === 'string'
}

/** When a message was made. */
export const timeColumn = ({ columns }: FidesCollection): FoundColumn =>
  called(columns, TIMES) ?? { column: 'created_at', how: 'usual' }

/** Who wrote a message: what leads to the people, else what is called so. */
export function authorColumn(
  { columns, table }: FidesCollection,
  contacts: FidesCollection,
  links: readonly Link[],
): FoundColumn {
  const link = links.find(({ from, to }) => from.table === table && to.table === contacts.table)
  if (link) return { column: link.from.column, how: link.by === 'reference' ? 'told' : 'named' }
  return called(columns, AUTHORS) ?? { column: 'author_id', how: 'usual' }
}

/** What seems to tell whether a contact wrote a message, or somebody else. */
export const kindColumn = ({ columns }: FidesCollection): string | undefined =>
  columns.find(({ name }) => KINDS.test(name))?.name

function called(
  columns: readonly FidesColumn[],
  names: readonly string[],
): FoundColumn | undefined {
  const found = names.flatMap((name) => columns.find((one) => isCalled(one, name)) ?? [])[0]
  return found && { column: found.name, how: 'named' }
}

const isCalled = ({ name }: FidesColumn, wanted: string) => name.toLowerCase() === wanted
