import type { FidesCollection } from './fides-dataset.ts'
import { wordsOfName } from './words-of-name.ts'

/** The column that tells rows apart: the primary key, or one that is called like one. */
export function keyColumn({ columns, table }: FidesCollection): string | undefined {
  const own = `${wordsOfName(table).join('_')}_id`
  const usual = ['id', 'uuid', own]
  const key =
    columns.find(({ isKey }) => isKey) ??
    usual.flatMap((name) => columns.find((column) => column.name === name) ?? [])[0]
  return key?.name
}
