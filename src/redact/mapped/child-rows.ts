import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { columnsInBraces } from '../../maps/check/parent-columns.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { fillTemplate } from '../../maps/values/fill-template.ts'
import type { Row } from '../../maps/format/where-format.ts'
import { columnsOfCopy } from './columns-read.ts'
import { isComparable, isPossibleValue } from './is-possible-value.ts'
import { listedIds } from './listed-ids.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { ColumnAt } from './same-value.ts'
import { allNamed, columnNamed } from './where-named.ts'
import { whereTests } from './where-sql.ts'

/** A row of a copy, with the parent that led to it. */
export interface ChildRow {
  readonly row: MappedRow
  readonly parent: MappedRow
}

/**
 * Finds the rows of a copy from those of its parent, by the key that the map names, and locks those
 * that will be written. A row may come once for each parent that leads to it.
 *
 * @param isMeant a further condition, on `t` and the `wanted.nth` of the parents, from 0
 */
export async function childRows(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly MappedRow[],
  isMeant: RawBuilder<boolean> = sql`true`,
): Promise<readonly ChildRow[]> {
  const links = Object.entries(copy.by ?? {})
  const tuples = parents.flatMap((parent, nth) =>
    tuplesOf(schema, copy.table, links, parent).map((values) => ({ nth, values })),
  )
  if (tuples.length === 0) return []
  const columns = columnsOfCopy(schema, copy)
  const { rows } = await sql<SelectedRow & { '@parent': number }>`
    select wanted.nth as "@parent", ${rowColumns('t', columns)}
      from ${wantedSql(schema, copy.table, links, tuples)}
      join ${schema.from(copy.table)} t on ${matches(schema, copy, links)}
     where ${schema.isOwn('t', copy.table)} and ${isMeant}
     order by wanted.nth, t.ctid ${copy.do === 'delete' ? sql`` : lockFor(copy)}`.execute(trx)
  return rows.flatMap((found) => {
    const parent = parents[found['@parent']]
    const row = mappedRow(found, columns)
    return parent && hasListed(schema, copy.table, links, { row, parent }) ? [{ row, parent }] : []
  })
}

/** What is deleted is not locked: that would need a right that nothing else needs. */
function lockFor({ do: done }: Copy): RawBuilder<unknown> {
  return typeof done === 'object' && Object.keys(done).length > 0 ? sql`for update of t` : sql``
}

type Links = readonly (readonly [string, Row[string]])[]

interface Tuple {
  readonly nth: number
  readonly values: readonly string[]
}

/** The values by which a child is found: one of each link, in every combination. */
function tuplesOf(
  schema: MappedSchema,
  table: string,
  links: Links,
  parent: MappedRow,
): readonly (readonly string[])[] {
  return links.reduce<readonly (readonly string[])[]>(
    (tuples, [column, link]) => {
      const named = columnNamed(schema, table, column)
      const own = schema.column(named.table, named.column)
      const told = toldBy(link, parent)
      const isPossible = (text: string) =>
        isList(link) || !isComparable(own) || isPossibleValue(own, text)
      const possible = told.filter(isPossible)
      return tuples.flatMap((tuple) => possible.map((value) => [...tuple, value]))
    },
    [[]],
  )
}

const isList = (link: Row[string]) => typeof link === 'object' && !Array.isArray(link)

function toldBy(link: Row[string], { columns }: MappedRow): readonly string[] {
  if (Array.isArray(link)) return link.flatMap((one) => textOf(one, columns) ?? [])
  return [textOf(typeof link === 'string' ? link : link.has, columns) ?? []].flat()
}

function textOf(told: string, columns: MappedRow['columns']): string | undefined {
  const named = columnsInBraces(told)
  if (named.length === 0) return columns[told] ?? undefined
  if (named.some((name) => (columns[name] ?? null) === null)) return undefined
  return fillTemplate(told, columns)
}

function wantedSql(schema: MappedSchema, table: string, links: Links, tuples: readonly Tuple[]) {
  const values = links.map(([column, link], at) => {
    const texts = tuples.map((tuple) => tuple.values[at] ?? '')
    const own = columnNamed(schema, table, column)
    const isText = isList(link) || !isComparable(schema.column(own.table, own.column))
    return isText ? sql`${texts}::text[]` : schema.typed(texts, own.table, own.column)
  })
  const names = links.map((_, at) => sql.id(`v${at}`))
  return sql`unnest(${tuples.map(({ nth }) => nth)}::integer[], ${sql.join(values)})
             as wanted(nth, ${sql.join(names)})`
}

function matches(schema: MappedSchema, { table, where }: Copy, links: Links): RawBuilder<boolean> {
  const each = links.map(([column, link], at) => ({
    column,
    isPassed: (named: ColumnAt) => {
      const [own, wanted] = [sql.ref(`${named.alias}.${named.column}`), sql.ref(`wanted.v${at}`)]
      const told = schema.column(named.table, named.column)
      if (!isList(link)) {
        return isComparable(told)
          ? sql<boolean>`${own} = ${wanted}`
          : sql<boolean>`${own}::text = ${wanted}`
      }
      return told.isArray
        ? sql<boolean>`${wanted} = any(${own}::text[])`
        : sql<boolean>`position(${wanted} in ${own}::text) > 0`
    },
  }))
  return allNamed(schema, { alias: 't', table }, [...each, ...whereTests(schema, where)])
}

/** A list in JSON holds more than the id when 12 is asked for and 123 is in it. */
function hasListed(
  schema: MappedSchema,
  table: string,
  links: Links,
  { row, parent }: ChildRow,
): boolean {
  return links.every(([column, link]) => {
    if (typeof link !== 'object' || Array.isArray(link)) return true
    const list = row.columns[column] ?? ''
    const id = parent.columns[link.has]
    return schema.column(table, column).isArray || listedIds(list).some((one) => one === id)
  })
}
