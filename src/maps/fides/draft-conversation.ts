import type { Conversation } from '../format/people-format.ts'
import type { Roles } from './choose-roles.ts'
import type { DraftPart } from './draft-part.ts'
import type { FidesDataset } from './fides-dataset.ts'
import { keyColumn } from './key-column.ts'
import type { Link } from './links.ts'
import { hasWord } from './words-of-name.ts'

type People = NonNullable<Conversation['people']>

/** The block of conversations: their key, and the people who take part. */
export function draftConversation(
  dataset: FidesDataset,
  roles: Roles,
  links: readonly Link[],
): DraftPart<Conversation> {
  const { conversations, contacts } = roles
  const { table, line } = conversations
  const key = keyColumn(conversations)
  const people = [...ownPeople(roles, links), ...listedPeople(dataset, roles, links)]
  const noPeople = `${table}: which people take part is not told: name columns that lead to ${contacts.table} under \`people\``
  return {
    said: { table, key: key ?? 'id', ...(people.length > 0 && { people }) },
    guesses: key === undefined ? [{ path: ['conversation', 'key'], comment: NO_KEY }] : [],
    notes: [
      ...(key === undefined ? [{ line, message: `${table}: ${NO_KEY}` }] : []),
      ...(people.length === 0 ? [{ line, message: noPeople }] : []),
    ],
  }
}

const NO_KEY = 'no primary key is told: id is a guess'

function ownPeople({ conversations, contacts }: Roles, links: readonly Link[]): People {
  return links
    .filter(({ from, to }) => from.table === conversations.table && to.table === contacts.table)
    .map(({ from }) => ({ column: from.column }))
}

const PARTICIPANTS = new Set('participant member recipient follower watcher'.split(' '))

/** Rows that lead to a conversation and to a person, in a table that is called like one of participants. */
function listedPeople(
  { collections }: FidesDataset,
  { conversations, contacts }: Roles,
  links: readonly Link[],
): People {
  const others = collections.filter(({ table }) => hasWord(table, PARTICIPANTS))
  return others.flatMap(({ table }) => {
    const leading = (to: string) =>
      links.find((link) => link.from.table === table && link.to.table === to)
    const [toConversation, toContact] = [leading(conversations.table), leading(contacts.table)]
    if (!toConversation || !toContact || table === conversations.table) return []
    const by = { [toConversation.from.column]: toConversation.to.column }
    return [{ table, by, column: toContact.from.column }]
  })
}
