import type { Contact } from '../format/people-format.ts'
import type { DraftNote, DraftPart } from './draft-part.ts'
import { erasedColumns } from './erased-columns.ts'
import type { FidesCollection, FidesColumn } from './fides-dataset.ts'
import { keyColumn } from './key-column.ts'
import type { Link } from './links.ts'

/** The block of people: how they are found, and what is left of one. */
export function draftContact(
  contacts: FidesCollection,
  links: readonly Link[],
): DraftPart<Contact> {
  const { table, columns, line } = contacts
  const id = keyColumn(contacts)
  const email = emailColumn(contacts)
  const external = columns.find(({ identity }) => identity === 'external_id')?.name
  const own = links.filter(({ from }) => from.table === table).map(({ from }) => from.column)
  const { values, notes } = erasedColumns(contacts, new Set([...own, id ?? 'id']), id ?? 'id')
  return {
    said: {
      table,
      id: id ?? 'id',
      ...(email && { email }),
      ...(external && { external_id: external }),
      erase: values,
    },
    guesses: id === undefined ? [{ path: ['contact', 'id'], comment: NO_KEY }] : [],
    notes: [
      ...(id === undefined ? [{ line, message: `${table}: ${NO_KEY}` }] : []),
      ...(email || external ? [] : [{ line, message: `${table}: ${NO_IDENTITY}` }]),
      ...(Object.keys(values).length > 0 ? [] : [{ line, message: `${table}: ${NO_LABEL}` }]),
      ...columns.flatMap((column) => otherIdentity(column, table, email)),
      ...notes,
    ],
  }
}

const NO_KEY = 'no primary key is told: id is a guess'
const NO_LABEL = "no field is labelled as a person's: the draft erases nothing there"
const NO_IDENTITY = 'no field is an identity: people are found by id alone, until `email` names one'

/** The column that holds the e-mail: as an identity, else by its category. */
export function emailColumn({ columns }: FidesCollection): string | undefined {
  const isEmail = ({ categories }: FidesColumn) => categories.includes('user.contact.email')
  const found = columns.find(({ identity }) => identity === 'email') ?? columns.find(isEmail)
  return found?.name
}

function otherIdentity(
  { name, identity, line }: FidesColumn,
  table: string,
  email: string | undefined,
): DraftNote[] {
  if (identity === undefined || identity === 'external_id' || name === email) return []
  const message = `${table}.${name}: nobody is found by the identity ${identity} here: id, \`email\` and \`external_id\` are what people are named by`
  return [{ line, message }]
}
