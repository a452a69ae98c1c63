import { sql, type RawBuilder } from 'kysely'
import type { Row, Where } from '../../maps/format/where-format.ts'
import { anyOf, whereTests } from './where-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { SPLIT } from './listed-ids.ts'
import { asText, sameValue, type ColumnAt } from './same-value.ts'
import { allNamed } from './where-named.ts'

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
  parent: RowAt,
): RawBuilder<boolean> {
  const links = Object.entries(by).map(([column, link]) => ({
    column,
    isPassed: (own: ColumnAt) => isLinked(schema, own, link, parent),
  }))
  return allNamed(schema, { alias, table }, [...links, ...whereTests(schema, where)])
}

type RowAt = Pick<ColumnAt, 'alias' | 'table'>

function isLinked(
  schema: MappedSchema,
  { alias, table, column }: ColumnAt,
  link: Row[string],
  parent: RowAt,
): RawBuilder<boolean> {
  const own = sql.ref(`${alias}.${column}`)
  const equals = (told: string) => isSaid(schema, { alias, table, column }, parent, told)
  if (Array.isArray(link)) return anyOf(link.map(equals))
  if (typeof link === 'string') return equals(link)
  const value = sql`${sql.ref(`${parent.alias}.${link.has}`)}::text`
  return schema.column(table, column).isArray
    ? sql<boolean>`${value} = any(${own}::text[])`
    : sql<boolean>`${value} = any(regexp_split_to_array(${own}::text, ${SPLIT}))`
}

function isSaid(
  schema: MappedSchema,
  own: ColumnAt,
  { alias, table }: Pick<ColumnAt, 'alias' | 'table'>,
  told: string,
): RawBuilder<boolean> {
  if (!NAMED.test(told)) return sameValue(schema, own, { alias, table, column: told })
  return sql<boolean>`${asText(schema, own)} = ${filledIn(alias, told)}`
}

/** A text such as `draft-{id}` with columns of a row in it. */
export function filledIn(
  parent: string,
  told: string,
  written = (column: RawBuilder<unknown>) => column,
): RawBuilder<unknown> {
  const pieces = told.split(/(\{[^{}]+\})/).filter((piece) => piece !== '')
  const texts = pieces.map((piece) => {
    const name = NAMED.exec(piece)?.[1]
    return name === undefined
      ? sql`${piece}::text`
      : written(sql`${sql.ref(`${parent}.${name}`)}::text`)
  })
  return sql.join(texts, sql` || `)
}
