import { entriesOf, type MapEntry } from '../../src/maps/check/map-entry.ts'
import { asList } from '../../src/maps/format/map-names.ts'
import type { Copy } from '../../src/maps/format/copy-format.ts'
import type { DataMap } from '../../src/maps/format/map-format.ts'
import type { MapValue } from '../../src/maps/format/value-format.ts'

/** A row of a page's table: what, where it stands, how it is found, what becomes of it. */
export type PageRow = readonly [string, string, string, string]

const coded = (name: string) => `\`${name}\``

/** The rows that the page of a map must have, for its messages, its people and each of its copies. */
export function pageRows(map: DataMap): PageRow[] {
  const copies = map.copies ?? []
  const own = entriesOf(map).filter((entry) => !copies.some((copy) => copy === entry.said))
  return [
    ...own
      .filter(({ values }) => Object.keys(values).length > 0)
      .map((entry): PageRow => [
        ownName(entry),
        coded(entry.table),
        'its id',
        becomes(entry.values),
      ]),
    ...copies.map((copy): PageRow => [
      coded(copy.name),
      `${coded(copy.table)}${copy.if_exists ? ', if there' : ''}`,
      foundBy(copy),
      typeof copy.do === 'string'
        ? copy.do === 'delete'
          ? 'deleted'
          : 'told of'
        : becomes(copy.do),
    ]),
  ]
}

const ownName = ({ label, said }: MapEntry) =>
  'kind' in said && said.kind === 'team' ? 'agent' : label

const PARENTS: Readonly<Record<string, string>> = {
  message: 'the message',
  opening: 'the opening message',
  contact: 'the person',
  'contact.team': 'an agent',
}
const REACH = {
  conversation: 'in the conversation',
  people: 'in all conversations of its people',
  workspace: 'in the workspace',
}

function foundBy({ of, by, in: reach, containing }: Copy): string {
  const parent = PARENTS[of] ?? `copy ${coded(of)}`
  if (reach !== undefined) return `${parent}: words ${REACH[reach]}`
  const key = Object.keys(by ?? {}).map(coded)
  return `${parent}: ${key.join(', ')}${containing ? ', and words' : ''}`
}

const HOW = ['placeholder', 'emptied', 'words taken out', 'members taken out', 'made anew'] as const

/** What is written, by kind, with the columns of each. */
function becomes(values: Readonly<Record<string, MapValue>>): string {
  const columns = Object.entries(values)
  if (columns.length === 0) return 'left; a step to others'
  return HOW.flatMap((how) => {
    const such = columns.filter(([, value]) => howOf(value) === how).map(([name]) => coded(name))
    return such.length === 0 ? [] : [`${how}: ${such.join(', ')}`]
  }).join('; ')
}

function howOf(value: MapValue): (typeof HOW)[number] {
  if (value === null || value === '' || value === false || value === 0) return 'emptied'
  if (typeof value === 'string') return ofWord(value)
  if (typeof value !== 'object') return 'made anew'
  const members = Object.keys(value).filter((one) => one !== 'as')
  if (members.length === 0) return 'emptied'
  if (members.includes('placeholder')) return 'placeholder'
  if (members.includes('replace')) return 'words taken out'
  return members.some((one) => one === 'drop' || one === 'remove')
    ? 'members taken out'
    : 'made anew'
}

function ofWord(value: string): (typeof HOW)[number] {
  if (value === 'placeholder') return 'placeholder'
  if (value === '[]' || value === '{}') return 'emptied'
  return value === 'replace' ? 'words taken out' : 'made anew'
}

/** Sentences that a page must have word for word: what stays, what others fill, what is out of reach. */
export function pageSentences(map: DataMap): string[] {
  return [
    map.system,
    ...(map.outside ?? []),
    ...(map.kept ?? []).map(({ because }) => because),
    ...(map.rebuilt ?? []).map(({ by }) => by),
  ]
}

/** Tables that are read whole for words, a pass a job. */
export function readWhole(map: DataMap): string[] {
  const tables = (map.copies ?? []).filter((copy) => copy.in === 'workspace')
  return [...new Set(tables.flatMap(({ table }) => asList(table)))]
}
