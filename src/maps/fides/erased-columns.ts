import type { MapValue } from '../format/value-format.ts'
import type { DraftNote } from './draft-part.ts'
import { erasedValue } from './erased-value.ts'
import { isPersonal, type FidesCollection, type FidesColumn } from './fides-dataset.ts'

/** What a draft writes into a collection's rows. */
export interface ErasedColumns {
  readonly values: Readonly<Record<string, MapValue>>
  readonly notes: readonly DraftNote[]
}

/**
 * The columns of a collection that are about a person, with what is written into them.
 *
 * @param passed columns that lead somewhere or are written otherwise
 * @param id see `erasedValue`
 */
export function erasedColumns(
  { columns, table }: FidesCollection,
  passed: ReadonlySet<string>,
  id?: string,
): ErasedColumns {
  const found = columns
    .filter((column) => isAboutPerson(column) && !column.isKey && !passed.has(column.name))
    .map((column) => ({ column, ...erasedValue(column, id) }))
  return {
    values: Object.fromEntries(
      found.flatMap(({ column, value }) => (value === undefined ? [] : [[column.name, value]])),
    ),
    notes: found.flatMap(({ column, note }) =>
      note === undefined ? [] : [{ line: column.line, message: `${table}.${column.name} ${note}` }],
    ),
  }
}

/** By what Fides searches for people is about them, however it is labelled. */
const isAboutPerson = (column: FidesColumn) => isPersonal(column) || column.identity !== undefined
