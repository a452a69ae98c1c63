import type { CatalogTable } from '../catalog/catalog.ts'
import { asList } from '../format/map-names.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import { entriesOf } from './map-entry.ts'
import type { TableLookup } from './table-lookup.ts'

/** What a map does to a table, all of its entries taken together. */
interface Changed {
  readonly table: CatalogTable
  readonly written: ReadonlySet<string>
  readonly isDeleted: boolean
}

/** What carries text further without being a column: triggers, publications and indexes. */
export function carriedText({ map }: LocatedMap, lookup: TableLookup): MapFinding[] {
  const kept = map.kept ?? []
  const triggers = new Set(kept.flatMap(({ trigger }) => asList(trigger)))
  const publications = new Set(kept.flatMap(({ publication }) => asList(publication)))
  return changedTables(map, lookup).flatMap((changed) => [
    ...firing(changed, triggers),
    ...published(changed, publications),
    ...indexed(changed),
  ])
}

function changedTables(map: LocatedMap['map'], lookup: TableLookup): Changed[] {
  const entries = entriesOf(map).filter(({ does }) => does !== 'report')
  return [...new Set(entries.map(({ table }) => table))].flatMap((name) => {
    const table = lookup.table(name)
    const own = entries.filter((entry) => entry.table === name)
    const written = new Set(
      own.flatMap(({ values, touch }) => [...Object.keys(values), ...Object.keys(touch)]),
    )
    return table ? [{ table, written, isDeleted: own.some(({ does }) => does === 'delete') }] : []
  })
}

function firing({ table, written, isDeleted }: Changed, kept: ReadonlySet<string>): MapFinding[] {
  const fires = ({ onDelete, onUpdate, columns }: CatalogTable['triggers'][number]) =>
    (onDelete && isDeleted) ||
    (onUpdate &&
      written.size > 0 &&
      (columns.length === 0 || columns.some((one) => written.has(one))))
  return table.triggers
    .filter((trigger) => fires(trigger) && !kept.has(`${table.name}.${trigger.name}`))
    .map(({ name }) => ({
      level: 'problem',
      kind: 'trigger',
      table: table.name,
      message: `the trigger ${name} of ${table.name} fires at what the map does: see what it writes, then keep it: { trigger: ${table.name}.${name}, because: … }`,
    }))
}

function published(
  { table, isDeleted, written }: Changed,
  kept: ReadonlySet<string>,
): MapFinding[] {
  return table.publications.flatMap(({ name, updates, deletes }) => {
    const of = { level: 'problem', kind: 'publication', table: table.name } as const
    const isSent = (updates && written.size > 0) || (deletes && isDeleted)
    if (isSent && table.identity === 'nothing') {
      const message = `${table.name} is in the publication ${name} and has no replica identity: Postgres refuses to change it`
      return [{ ...of, message }]
    }
    if (kept.has(name)) return []
    const isLost = (written.size > 0 && !updates) || (isDeleted && !deletes)
    const what = isLost
      ? 'sends no updates or deletes, so that its subscribers keep the text'
      : 'passes rows on to others, who keep what they make of them'
    const identity =
      table.identity === 'full' ? '; with replica identity full the old text is sent, too' : ''
    const message = `the publication ${name} of ${table.name} ${what}${identity}: see who takes it, then keep it: { publication: ${name}, because: … }`
    return [{ ...of, message }]
  })
}

/** They follow by themselves, at the next vacuum. */
function indexed({ table, written }: Changed): MapFinding[] {
  return table.indexes
    .filter(({ inExpressions }) => inExpressions.some((column) => written.has(column)))
    .map(({ name, inExpressions }) => ({
      level: 'note',
      kind: 'index',
      table: table.name,
      message: `the index ${name} of ${table.name} holds what is made of ${inExpressions.join(', ')}; it follows, and a vacuum removes the old entries`,
    }))
}
