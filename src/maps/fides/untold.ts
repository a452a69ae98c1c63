import type { Roles } from './choose-roles.ts'
import type { DraftNote } from './draft-part.ts'
import type { FidesCollection, FidesDataset } from './fides-dataset.ts'

const POSTGRES = /postgres/i
const TENANTS = /^(?:account|tenant|workspace|organi[sz]ation|org|company|team|site|realm)_?id$/i

/** What a dataset leaves open as a whole. */
export function untold(dataset: FidesDataset, roles: Roles): DraftNote[] {
  const { line, collections } = dataset
  const isOrdered = collections.some((one) => one.isOrdered)
  return [
    ...databaseNotes(dataset),
    tenantNote(roles),
    ...(isOrdered
      ? ['after and erase_after are passed over: the order follows from where rows lead']
      : []),
  ].map((message) => ({ line, message }))
}

function databaseNotes({ connection, schema, collections }: FidesDataset): string[] {
  const system = connection ?? (hasMongoKeys(collections) ? 'MongoDB, by its keys' : 'postgres')
  const schemas = collections.map(({ name, table }) => name.slice(0, name.length - table.length))
  const isElsewhere = schema !== undefined && schema !== 'public'
  return [
    ...(POSTGRES.test(system)
      ? []
      : [`the dataset is of ${system}: a map is of a Postgres database`]),
    ...(isElsewhere ? [`its schema is ${schema}: check the map with --schema`] : []),
    ...(new Set(schemas).size > 1 ? ['its tables are in several schemas: a map is of one'] : []),
  ]
}

function hasMongoKeys(collections: readonly FidesCollection[]): boolean {
  return collections.some(({ columns }) =>
    columns.some(
      ({ name, isKey, dataType }) => dataType === 'object_id' || (isKey && name === '_id'),
    ),
  )
}

function tenantNote({ messages, conversations, contacts }: Roles): string {
  const others = [conversations, contacts].map(
    ({ columns }) => new Set(columns.map(({ name }) => name)),
  )
  const column = messages.columns
    .map(({ name }) => name)
    .find((name) => TENANTS.test(name) && others.every((names) => names.has(name)))
  return column === undefined
    ? 'whether tenants share the tables is not told: if they do, name their column: workspace: { column }'
    : `${column} is in people, conversations and messages: if it tells tenants apart, add workspace: { column: ${column} }`
}
