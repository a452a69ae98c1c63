import type { UniqueIndex } from '../catalog/catalog.ts'
import type { ValueKind } from './value-kind.ts'
import { columnRules, type ColumnRule } from './check-list.ts'
import type { ValueObjection, WrittenValue } from './written-value.ts'

/** NOT NULL, and columns that nobody may write. */
export function nullObjection({ value, column, table }: WrittenValue): ValueObjection {
  if (column.isGenerated || column.isIdentity) {
    return { message: 'Postgres itself makes its values: name it under `rebuilt`' }
  }
  if (value.kind !== 'null') return undefined
  const isRefused =
    column.notNull || columnRules(table, column.name).some(({ refusesNull }) => refusesNull)
  return isRefused ? { message: 'it is NOT NULL, and the map writes null' } : undefined
}

/**
 * A second row with the same value is refused. Null repeats, a text made of a unique column doesn't,
 * what is left of two texts without the words that were found may be the same,
 * and an index over more columns is no hindrance where one of them is unique by itself.
 */
export function uniqueObjection({ value, column, table }: WrittenValue): ValueObjection {
  const among = table.uniques.filter(({ columns }) => columns.includes(column.name))
  const hindering = among.find(
    (index) =>
      !isHarmless(value, index, table.uniques) && !hasOtherKey(index, column.name, table.uniques),
  )
  return (
    hindering && {
      message: `it is unique (${hindering.name}): the second row with this value is refused; write a text with {id}`,
    }
  )
}

function isHarmless(
  value: ValueKind,
  index: UniqueIndex,
  uniques: readonly UniqueIndex[],
): boolean {
  if (value.kind === 'null') return !index.areNullsEqual
  if (value.kind === 'template') return value.columns.some((one) => isUnique(one, uniques))
  return ['random', 'remove', 'edit', 'now', 'now_second', 'now_ms'].includes(value.kind)
}

const isUnique = (column: string, uniques: readonly UniqueIndex[]) =>
  uniques.some(({ columns, isPartial }) => columns.join() === column && !isPartial)

function hasOtherKey(
  { columns }: UniqueIndex,
  written: string,
  uniques: readonly UniqueIndex[],
): boolean {
  return columns.some((one) => one !== written && isUnique(one, uniques))
}

/** The column's CHECKs, as far as they are understood; lengths are looked at elsewhere. */
export function checkObjection({ value, column, table }: WrittenValue): ValueObjection {
  if (value.kind === 'null') return undefined
  for (const rule of columnRules(table, column.name)) {
    const objection = ruleObjection(rule, value)
    if (objection) return objection
  }
  return undefined
}

function ruleObjection(rule: ColumnRule, value: ValueKind): ValueObjection {
  if (rule.longest !== undefined || rule.refusesNull) return undefined
  const text = value.kind === 'literal' ? String(value.value) : undefined
  if (rule.values) {
    const isListed = text !== undefined && rule.values.includes(text)
    return isListed
      ? undefined
      : { message: `only ${rule.values.length} fixed values are let in, and this is none` }
  }
  if (rule.smallest !== undefined && text !== undefined) {
    return Number(text) >= rule.smallest
      ? undefined
      : { message: `at least ${rule.smallest} is asked for` }
  }
  return { message: "whether its CHECK lets the value in can't be told: look at it", unsure: true }
}
