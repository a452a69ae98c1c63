import type { Copy } from '../format/copy-format.ts'
import type { DataMap } from '../format/map-format.ts'
import { asList } from '../format/map-names.ts'
import type { MapValue, TimeWord } from '../format/value-format.ts'
import type { Row, Where } from '../format/where-format.ts'
import { afterColumns } from './after-columns.ts'

/** Rows that a map changes or looks at, whichever block says so. */
export interface MapEntry {
  /** As messages name it: `contact`, `message`, `copy files`. */
  readonly label: string
  /** The object of the map that says it, and its member that says what is written. */
  readonly said: object
  readonly written: 'erase' | 'redact' | 'do'
  readonly table: string
  readonly of?: string
  readonly parents: readonly string[]
  readonly by?: Row | undefined
  readonly where?: Where | undefined
  readonly does: 'write' | 'delete' | 'report'
  readonly values: Readonly<Record<string, MapValue>>
  readonly touch: Readonly<Record<string, TimeWord>>
  readonly in?: Copy['in']
  readonly containing?: readonly string[] | undefined
  /** Of `if: after`: the columns that say when a row was made. */
  readonly after?: readonly string[]
  readonly shared: boolean
  readonly mayBeMissing: boolean
}

export function entriesOf(map: DataMap): MapEntry[] {
  return [...contactEntries(map), ...messageEntries(map), ...copyEntries(map)]
}

const ROOT = { parents: [], does: 'write', mayBeMissing: false } as const

function contactEntries({ contact }: DataMap): MapEntry[] {
  return asList(contact).map((said) => ({
    ...ROOT,
    label: 'contact',
    said,
    written: 'erase',
    table: said.table,
    where: said.where,
    values: said.erase,
    touch: said.touch ?? {},
    shared: said.shared ?? false,
  }))
}

function messageEntries({ message }: DataMap): MapEntry[] {
  return asList(message).map((said) => ({
    ...ROOT,
    label: 'message',
    said,
    written: 'redact',
    table: said.table,
    where: said.where,
    values: said.redact,
    touch: said.touch ?? {},
    shared: false,
  }))
}

function copyEntries(map: DataMap): MapEntry[] {
  return (map.copies ?? []).map((said) => ({
    label: `copy ${said.name}`,
    said,
    written: 'do',
    table: said.table,
    of: said.of,
    parents: tablesOf(map, said.of),
    by: said.by,
    where: said.where,
    does: typeof said.do === 'string' ? said.do : 'write',
    values: typeof said.do === 'string' ? {} : said.do,
    touch: said.touch ?? {},
    in: said.in,
    containing: said.containing,
    after:
      said.if === 'after'
        ? asList(map.message).map((message) => afterColumns(map, said, message).own)
        : [],
    shared: said.shared ?? false,
    mayBeMissing: said.if_exists ?? false,
  }))
}

/** The tables that `of` names: `message`, `contact.team`, or another copy. */
export function tablesOf(map: DataMap, of: string): string[] {
  if (of === 'message' || of === 'opening') return asList(map.message).map(({ table }) => table)
  if (of === 'contact' || of === 'contact.team') {
    const kind = of === 'contact' ? 'contact' : 'team'
    const found = asList(map.contact).filter((one) => (one.kind ?? 'contact') === kind)
    return found.map(({ table }) => table)
  }
  return (map.copies ?? []).filter(({ name }) => name === of).map(({ table }) => table)
}
