import type { MapValue } from '../format/value-format.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import { entriesOf, type MapEntry } from './map-entry.ts'
import type { TableLookup } from './table-lookup.ts'
import { valueKind } from './value-kind.ts'
import { lengthObjection } from './value-length.ts'
import { checkObjection, nullObjection, uniqueObjection } from './value-rules.ts'
import { typeObjection } from './value-types.ts'
import type { ValueObjection, WrittenValue } from './written-value.ts'

/** The first objection is told; those behind it may come of it. */
const OBJECTIONS: readonly ((written: WrittenValue) => ValueObjection)[] = [
  nullObjection,
  typeObjection,
  lengthObjection,
  checkObjection,
  uniqueObjection,
]

/** Values of the map that the schema would refuse, or that can't be told. */
export function unfitValues(located: LocatedMap, lookup: TableLookup): MapFinding[] {
  return entriesOf(located.map).flatMap((entry) => {
    const written = Reflect.get(entry.said, entry.written) as object
    return [
      ...Object.entries(entry.values).map(([column, value]) => ({
        column,
        value,
        holder: written,
      })),
      ...Object.entries(entry.touch).map(([column, value]) => ({
        column,
        value,
        holder: entry.touch,
      })),
    ].flatMap((one) => unfit(entry, one, located, lookup))
  })
}

interface Assigned {
  readonly column: string
  readonly value: MapValue
  readonly holder: object
}

function unfit(
  entry: MapEntry,
  assigned: Assigned,
  { places }: LocatedMap,
  lookup: TableLookup,
): MapFinding[] {
  const table = lookup.table(entry.table)
  const column = lookup.column(entry.table, assigned.column)
  if (!table || !column) return []
  const parents = entry.parents.flatMap((parent) => lookup.table(parent) ?? [])
  const written = { table, parents, column, value: valueKind(assigned.value) }
  const objections = OBJECTIONS.map((objection) => objection(written)).filter(
    (one) => one !== undefined,
  )
  const told = objections.find(({ unsure }) => !unsure) ?? objections[0]
  if (told === undefined) return []
  const place = places.of(assigned.holder, assigned.column)
  return [
    {
      level: told.unsure ? 'unchecked' : 'problem',
      kind: 'unfit_value',
      ...{ table: table.name, column: column.name, type: column.type, ...(place && { place }) },
      message: `${entry.label}, ${table.name}.${column.name}: ${told.message}`,
    },
  ]
}
