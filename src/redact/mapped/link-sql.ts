import { sql, type RawBuilder } from 'kysely'
import type { Row } from '../../maps/format/where-format.ts'
import { allOf, anyOf } from './where-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { whereNamed, type StatedColumn } from './where-named.ts'

/** Rows that are found from a parent which the statement has, too. */
interface Linked {
  readonly alias: string
  readonly table: string
  readonly by: Row
}

const NAMED = /\{([^{}]+)\}/

/** That a row belongs to the parent's row, compared in the statement itself. */
export function linkSql(
  schema: MappedSchema,
  { alias, table, by }: Linked,
  parent: string,
): RawBuilder<boolean> {
  return allOf(
    Object.entries(by).map(([named, link]) =>
      whereNamed(schema, { alias, table, column: named }, (own) =>
        isLinked(schema, own, link, parent),
      ),
    ),
  )
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
