import type { SchemaFacts } from '../../../src/demo/table-statements.ts'

export type Row = Readonly<Record<string, unknown>>

/** When what has no time of its own was made. */
const THEN = '2025-03-01T09:00:00Z'
/** An id, a code, or too short for any word: nobody's text. */
const SHORTEST_TEXT = 27

type Fill = (marker: string | null, nth: number) => unknown

/**
 * Makes the rows of a system's tables: what a row does not give is filled by its type, so that every
 * column that can hold text has the marker of the row's owner, also one that an upgrade brings.
 *
 * @returns given the owner's marker; null: nobody's row, whose text may be left out
 */
export function filledRows({ tables, enums }: SchemaFacts) {
  const fills = new Map<string, readonly (readonly [string, Fill])[]>()
  let nth = 0
  return function filledRow(table: string, marker: string | null, given: Row): Row {
    const facts = tables[table]
    if (!facts) throw new Error(`there is no table ${table}`)
    const unknown = Object.keys(given).filter((name) => !(name in facts.columns))
    if (unknown.length > 0) throw new Error(`${table} has no ${unknown.join()}`)
    const columns =
      fills.get(table) ??
      Object.entries(facts.columns).map(([name, type]) => [name, fillOf(type, enums)] as const)
    fills.set(table, columns)
    nth += 1
    const row: Record<string, unknown> = {}
    for (const [name, fill] of columns) row[name] = name in given ? given[name] : fill(marker, nth)
    return row
  }
}

function fillOf(declared: string, enums: SchemaFacts['enums']): Fill {
  const isNeeded = declared.includes(' not null')
  const base = declared.replace(/ not null.*| check .*/, '')
  const plain = base.replace(/\(.*/, '')
  const needed = (value: unknown) => (isNeeded ? value : null)
  const length = Number(/\((\d+)\)/.exec(base)?.[1] ?? Infinity)
  const labels = enums[plain]
  if (labels) return () => needed(labels[0])
  if (base.endsWith('[]')) return (marker) => (marker === null ? needed([]) : [marker])
  switch (plain) {
    case 'varchar':
    case 'char':
    case 'text':
      return (marker) => (marker !== null && length >= SHORTEST_TEXT ? marker : needed(''))
    case 'json':
    case 'jsonb':
      return (marker) => (marker === null ? needed({}) : { about: { words: [marker] } })
    case 'bytea':
      return (marker) =>
        marker === null ? needed('') : `\\x${Buffer.from(marker).toString('hex')}`
    case 'tsvector':
      return (marker) => marker
    case 'timestamp':
    case 'timestamptz':
    case 'date':
      return () => needed(THEN)
    case 'boolean':
      return () => needed(false)
    case 'uuid':
      return (_, nth) => needed(`00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`)
    case 'vector':
      return (marker) => (marker === null ? needed({ dims: [] }) : { dims: [0.25, 0.5] })
    case 'inet':
      return () => needed('192.0.2.1')
    default:
      return () => needed(0)
  }
}
