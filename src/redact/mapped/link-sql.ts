import { sql, type RawBuilder } from 'kysely'
import type { Row } from '../../maps/format/where-format.ts'
import { allOf, anyOf } from './where-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { SPLIT } from './listed-ids.ts'
import { asText, sameValue, type ColumnAt } from './same-value.ts'

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
  parent: Pick<ColumnAt, 'alias' | 'table'>,
): RawBuilder<boolean> {
  return allOf(
    Object.entries(by).map(([column, link]) => {
      const own = sql.ref(`${alias}.${column}`)
      const equals = (told: string) => isSaid(schema, { alias, table, column }, parent, told)
      if (Array.isArray(link)) return anyOf(link.map(equals))
      if (typeof link === 'string') return equals(link)
      const value = sql`${sql.ref(`${parent.alias}.${link.has}`)}::text`
      return schema.column(table, column).isArray
        ? sql<boolean>`${value} = any(${own}::text[])`
        : sql<boolean>`${value} = any(regexp_split_to_array(${own}::text, ${SPLIT}))`
    }),
  )
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
