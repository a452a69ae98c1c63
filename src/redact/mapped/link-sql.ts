import { sql, type RawBuilder } from 'kysely'
import type { Row, Where } from '../../maps/format/where-format.ts'
import { anyOf, whereTests } from './where-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { allNamed, type StatedColumn } from './where-named.ts'

/** Rows that are found from a parent which the statement has, too. */
interface Linked {
  readonly alias: string
  readonly table: string
  readonly by: Row
  readonly where?: Where | undefined
}

const NAMED = /\{([^{}]+)\}/

/** That a row belongs to the parent's row and passes `where`, compared in the statement itself. */
export function linkSql(
  schema: MappedSchema,
  { alias, table, by, where }: Linked,
  parent: string,
): RawBuilder<boolean> {
  const links = Object.entries(by).map(([column, link]) => ({
    column,
    isPassed: (own: StatedColumn) => isLinked(schema, own, link, parent),
  }))
  return allNamed(schema, { alias, table }, [...links, ...whereTests(schema, where)])
}

function isLinked(
  schema: MappedSchema,
  { alias, table, column }: StatedColumn,
  link: Row[string],
  parent: string,
): RawBuilder<boolean> {
  const own = sql.ref(`${alias}.${column}`)
  const equals = (told: string) => sql<boolean>`${own} = ${parentValue(parent, told)}`
  if (Array.isArray(link)) return anyOf(link.map(equals))
  if (typeof link === 'string') return equals(link)
  const value = sql`${sql.ref(`${parent}.${link.has}`)}::text`
  return schema.column(table, column).isArray
    ? sql<boolean>`${value} = any(${own}::text[])`
    : sql<boolean>`position(${value} in ${own}::text) > 0`
}

function parentValue(parent: string, told: string): RawBuilder<unknown> {
  if (!NAMED.test(told)) return sql.ref(`${parent}.${told}`)
  const pieces = told.split(/(\{[^{}]+\})/).filter((piece) => piece !== '')
  const texts = pieces.map((piece) => {
    const name = NAMED.exec(piece)?.[1]
    return name === undefined ? sql`${piece}::text` : sql`${sql.ref(`${parent}.${name}`)}::text`
  })
  return sql.join(texts, sql` || `)
}
