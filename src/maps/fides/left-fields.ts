import type { NamedColumn } from '../check/named-column.ts'
import type { DraftNote } from './draft-part.ts'
import { isPersonal, type FidesCollection, type FidesColumn } from './fides-dataset.ts'
import { keyColumn } from './key-column.ts'
import { isStaff } from './role-scores.ts'

/** What of a dataset's collections a draft does not answer for, or only as a whole. */
export function leftFields(
  collections: readonly FidesCollection[],
  named: readonly NamedColumn[],
): DraftNote[] {
  const tables = new Set(named.map(({ table }) => table))
  const columns = new Set(named.map(({ table, column }) => `${table}.${column ?? ''}`))
  const others = collections.filter(({ table }) => !tables.has(table))
  const notes = collections.flatMap((collection) => {
    const { table } = collection
    const left = collection.columns.filter(({ name }) => !columns.has(`${table}.${name}`))
    return [
      ...(tables.has(table) ? unlabelled(collection, left) : unreached(collection)),
      ...collection.columns.flatMap((column) => nestedNotes(column, table)),
    ]
  })
  return [...notes, ...impersonal(others)]
}

function unreached(collection: FidesCollection): DraftNote[] {
  const { table, line } = collection
  if (!isAboutPeople(collection)) return []
  const why = isStaff(collection)
    ? 'it looks like staff: keep it with a reason, or make it people of `kind: team`'
    : 'no way leads there from messages or people: give it a copy, or keep it with a reason'
  return [{ line, message: `${table}: left out; ${why}` }]
}

/** In one line: of a large database it is most of the tables. */
function impersonal(collections: readonly FidesCollection[]): DraftNote[] {
  const found = collections.filter((one) => !isAboutPeople(one))
  const [first] = found
  if (!first) return []
  const list = found.map(({ table }) => table).join(', ')
  const message = `left out, since no field is labelled as a person's: keep what is none of theirs with a reason: tables: [${list}]`
  return [{ line: first.line, message }]
}

const isAboutPeople = (collection: FidesCollection) =>
  isStaff(collection) || collection.columns.some((column) => isPersonal(column))

function unlabelled(collection: FidesCollection, left: readonly FidesColumn[]): DraftNote[] {
  const { table, line } = collection
  const key = keyColumn(collection)
  const names = left
    .filter((column) => isPlain(column) && column.name !== key)
    .map(({ name }) => name)
  if (names.length === 0) return []
  const message = `${table}: not labelled as a person's and left out: ${names.join(', ')}`
  return [{ line, message }]
}

const isPlain = (column: FidesColumn) => !isPersonal(column) && column.references.length === 0

function nestedNotes(column: FidesColumn, table: string): DraftNote[] {
  const { line, name, nested, nestedLinks } = column
  const told = (message: string) => ({ line, message: `${table}.${name} ${message}` })
  return [
    ...(nested.length > 0 && isPersonal(column)
      ? [told(`is emptied as a whole; to take out parts of it: { drop: [${nested.join(', ')}] }`)]
      : []),
    ...nestedLinks.map((path) =>
      told(`holds ${path}, which leads to people or rows: nothing follows it`),
    ),
  ]
}
