import type { FidesCollection } from './fides-dataset.ts'
import { bodyColumn } from './found-columns.ts'
import { keyColumn } from './key-column.ts'
import type { Link } from './links.ts'
import { hasWord } from './words-of-name.ts'

const PEOPLE = new Set(
  'customer contact client user person people requester requestor member subscriber visitor lead guest'.split(
    ' ',
  ),
)
const STAFF = new Set('agent employee staff admin administrator operator teammate'.split(' '))
const MESSAGES = new Set(
  'message reply comment post mail email letter article answer response note feedback utterance'.split(
    ' ',
  ),
)
/** What stands beside messages and bears their name. */
const BESIDE = new Set(
  'attachment file event log audit draft template version history notification reaction like read receipt index setting'.split(
    ' ',
  ),
)
const CONVERSATIONS = new Set(
  'ticket conversation thread case issue discussion chat channel topic room request inquiry enquiry dialog'.split(
    ' ',
  ),
)

/** Whether its name says that it holds a company's own people. */
export const isStaff = ({ table }: FidesCollection): boolean => hasWord(table, STAFF)

/** How much a collection looks like one of people; above 0 it may be. */
export function contactScore(collection: FidesCollection, links: readonly Link[]): number {
  const { columns, table } = collection
  const identities = columns.flatMap(({ identity }) => identity ?? [])
  const isReferredTo = links.some(({ to, from }) => to.table === table && from.table !== table)
  const isNamed = columns.some(({ categories }) =>
    categories.some((category) => /^user\.(?:name|contact\.email)/.test(category)),
  )
  const points =
    (hasWord(table, PEOPLE) ? 4 : 0) +
    (identities.includes('email') ? 3 : identities.length > 0 ? 2 : 0) +
    (isNamed ? 1 : 0) +
    (isReferredTo ? 2 : 0) +
    (hasWord(table, BESIDE) || hasWord(table, MESSAGES) ? -4 : 0)
  return isStaff(collection) || keyColumn(collection) === undefined ? 0 : points - 3
}

/** How much a collection looks like one of messages; above 0 it may be. */
export function messageScore(collection: FidesCollection, links: readonly Link[]): number {
  const { table } = collection
  const leads = links.filter(({ from, to }) => from.table === table && to.table !== table)
  if (bodyColumn(collection, links)?.how !== 'named' || leads.length === 0) return 0
  return (
    (hasWord(table, MESSAGES) ? 4 : 0) +
    (leads.length > 1 ? 1 : 0) +
    (hasWord(table, CONVERSATIONS) ? 0 : 1) +
    (hasWord(table, BESIDE) ? -4 : 0)
  )
}

/** How much a collection looks like what holds those messages together; above 0 it may be. */
export function conversationScore(
  { table }: FidesCollection,
  messages: FidesCollection,
  links: readonly Link[],
): number {
  const isLedTo = links.some(({ from, to }) => from.table === messages.table && to.table === table)
  if (!isLedTo) return 0
  const isStaffTable = hasWord(table, STAFF) || hasWord(table, BESIDE)
  return (hasWord(table, CONVERSATIONS) ? 3 : 1) + (isStaffTable ? -1 : 0)
}
