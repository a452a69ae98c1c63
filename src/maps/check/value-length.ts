import type { CatalogTable } from '../catalog/catalog.ts'
import { PLACEHOLDER } from '../../conversation/placeholder.ts'
import { columnsInBraces, parentColumnIn } from './parent-columns.ts'
import { columnRules } from './check-list.ts'
import type { ValueObjection, WrittenValue } from './written-value.ts'

/** The longest text of a value, in characters, of types that have one. */
const LONGEST: Readonly<Record<string, number>> = { int2: 5, int4: 10, int8: 19, uuid: 36 }

/** Whether the column takes so long a text: `varchar(n)`, or a CHECK on its length. */
export function lengthObjection(written: WrittenValue): ValueObjection {
  const { column, table } = written
  const limits = columnRules(table, column.name).flatMap(({ longest }) => longest ?? [])
  const limit = Math.min(column.length ?? Infinity, ...limits)
  if (limit === Infinity) return undefined
  const length = longestOf(written)
  if (length === undefined) return undefined
  if (length === Infinity) {
    return {
      message: `how long the text gets can't be told; at most ${limit} characters fit`,
      unsure: true,
    }
  }
  return length > limit
    ? { message: `a text of up to ${length} characters does not fit into ${limit}` }
    : undefined
}

function longestOf({ value, table, parents }: WrittenValue): number | undefined {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? value.value.length : undefined
    case 'placeholder':
      return PLACEHOLDER.length
    case 'random':
      return value.length
    case 'template':
      return longestTemplate(value.text, table, parents)
    case 'null':
    case 'replace':
    case 'now':
    case 'now_second':
    case 'now_ms':
    case 'empty_object':
    case 'empty_list':
    case 'remove':
    case 'edit':
      return undefined
    default:
      return value satisfies never
  }
}

function longestTemplate(
  text: string,
  table: CatalogTable,
  parents: readonly CatalogTable[],
): number {
  const parts = columnsInBraces(text)
  const fixed = text.length - parts.reduce((sum, part) => sum + part.length + 2, 0)
  return parts.reduce((sum, part) => {
    const other = parentColumnIn(part)
    const holders = other === undefined ? [table] : parents
    return sum + Math.max(...holders.map((one) => longestColumn(one, other ?? part)))
  }, fixed)
}

function longestColumn({ columns }: CatalogTable, named: string): number {
  const column = columns.find(({ name }) => name === named)
  return column?.length ?? LONGEST[column?.base ?? ''] ?? Infinity
}
