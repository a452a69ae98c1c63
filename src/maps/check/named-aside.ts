import type { KeptEntry, Rebuilt } from '../format/kept-format.ts'
import { asList } from '../format/map-names.ts'
import type { MapPlace } from '../read/map-place.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { NamedColumn } from './named-column.ts'

/** What a map names and does not change: what is kept, what others rebuild, and where columns lead. */
export function namedAside({ map, places, file }: LocatedMap): NamedColumn[] {
  const at = (said: object, member: string) => places.of(said, member) ?? { file, line: 1 }
  return [
    ...(map.kept ?? []).flatMap((one) => inKept(one, at)),
    ...(map.rebuilt ?? []).map((one) => inRebuilt(one, at)),
    ...inLinks(map.links ?? {}, at),
  ]
}

type At = (said: object, member: string) => MapPlace

function inKept(kept: KeptEntry, at: At): NamedColumn[] {
  const mayBeMissing = kept.if_exists ?? false
  const columns = asList(kept.column).map((given) => ({
    ...splitName(given),
    place: at(kept, 'column'),
  }))
  const tables = asList(kept.tables).map((table) => ({ table, place: at(kept, 'tables') }))
  const written = asList(kept.writes).map((table) => ({ table, place: at(kept, 'writes') }))
  const { table, where = {} } = kept
  const rows = table === undefined ? [] : [{ table, place: at(kept, 'table') }]
  const tested = Object.keys(table === undefined ? {} : where).map((column) => ({
    table: table ?? '',
    column: column.split('.')[0] ?? column,
    place: at(where, column),
  }))
  return [
    ...[...columns, ...tables, ...rows, ...written].map((one) => ({
      ...one,
      use: 'kept' as const,
    })),
    ...tested.map((one) => ({ ...one, use: 'class' as const })),
  ].map((one) => ({ ...one, mayBeMissing }))
}

function inRebuilt(rebuilt: Rebuilt, at: At): NamedColumn {
  const { column, view = '', if_exists: mayBeMissing = false } = rebuilt
  const named = column === undefined ? { table: view } : splitName(column)
  const place = at(rebuilt, column === undefined ? 'view' : 'column')
  return { ...named, use: 'rebuilt', place, mayBeMissing }
}

function inLinks(links: Readonly<Record<string, string>>, at: At): NamedColumn[] {
  return Object.entries(links).flatMap(([from, to]): NamedColumn[] => {
    const place = at(links, from)
    return [
      { ...splitName(from), use: 'id', place },
      { ...splitName(to), use: 'read', place },
    ]
  })
}

function splitName(tableColumn: string): { readonly table: string; readonly column: string } {
  const [table = '', column = ''] = tableColumn.split('.')
  return { table, column }
}
