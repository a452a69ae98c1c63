import { sql, type RawBuilder } from 'kysely'
import { asList } from '../../maps/format/map-names.ts'
import type { Where, WhereTest } from '../../maps/format/where-format.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { allNamed, type NamedTest } from './where-named.ts'

type Condition = RawBuilder<boolean>
type Scalar = string | number | boolean | null

/** A column where a statement has it. */
interface Tested {
  readonly schema: MappedSchema
  readonly alias: string
  readonly table: string
  readonly column: string
}

/** That a row passes every test of `where`. */
export function whereSql(
  schema: MappedSchema,
  alias: string,
  table: string,
  where: Where | undefined,
): Condition {
  return allNamed(schema, { alias, table }, whereTests(schema, where))
}

/** The tests of `where`, to be asked together with others. */
export function whereTests(schema: MappedSchema, where: Where = {}): readonly NamedTest[] {
  return Object.entries(where).map(([column, test]) => ({
    column,
    isPassed: (stated) => testSql({ schema, ...stated }, test),
  }))
}

export function allOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return sql<boolean>`true`
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

export function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return sql<boolean>`false`
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`
}

function testSql(tested: Tested, test: WhereTest): Condition {
  if (!isTests(test)) return isOneOf(tested, asList(test))
  const { not, starts_with: start, has, before, after } = test
  return allOf([
    ...(not === undefined ? [] : [isNot(tested, not)]),
    ...(start === undefined ? [] : [startsWith(tested, start)]),
    ...(has === undefined ? [] : [hasSql(tested, has)]),
    ...(before === undefined ? [] : [sql<boolean>`${ref(tested)} < ${literal(tested, before)}`]),
    ...(after === undefined ? [] : [sql<boolean>`${ref(tested)} > ${literal(tested, after)}`]),
  ])
}

type Tests = Exclude<WhereTest, Scalar | Scalar[]>

function isTests(test: WhereTest): test is Tests {
  return typeof test === 'object' && test !== null && !Array.isArray(test)
}

/** A row whose column is null passes a `not`, unless null is what it must not be. */
function isNot(tested: Tested, inverted: Exclude<Tests['not'], undefined>): Condition {
  const test = testSql(tested, inverted)
  return sql<boolean>`(${test}) is not true`
}

function isOneOf(tested: Tested, values: readonly Scalar[]): Condition {
  const told = values.filter((value) => value !== null)
  return anyOf([
    ...(told.length === values.length ? [] : [sql<boolean>`${ref(tested)} is null`]),
    ...(told.length === 0
      ? []
      : [sql<boolean>`${ref(tested)} = any(${listOf(tested, told.map(String))})`]),
  ])
}

function startsWith(tested: Tested, starts: string | readonly string[]): Condition {
  return anyOf(
    asList(starts).map((start) => sql<boolean>`starts_with(${ref(tested)}::text, ${start})`),
  )
}

/** An element of an array or of a JSON list; a word of a text, where words stand between spaces. */
function hasSql(tested: Tested, value: Scalar): Condition {
  const { isArray, base } = tested.schema.column(tested.table, tested.column)
  const text = String(value)
  if (isArray) return sql<boolean>`${text} = any(${ref(tested)}::text[])`
  if (base === 'jsonb' || base === 'json') {
    const list = sql`${ref(tested)}::jsonb`
    const isNumber = /^-?\d+$/.test(text)
    return isNumber
      ? sql<boolean>`(jsonb_exists(${list}, ${text}) or ${list} @> ${text}::jsonb)`
      : sql<boolean>`jsonb_exists(${list}, ${text})`
  }
  return sql<boolean>`${text} = any(string_to_array(${ref(tested)}::text, ' '))`
}

const ref = ({ alias, column }: Tested) => sql.ref(`${alias}.${column}`)

const listOf = ({ schema, table, column }: Tested, texts: readonly string[]) =>
  schema.typed(texts, table, column)

function literal(tested: Tested, value: Scalar): RawBuilder<unknown> {
  return sql`(${listOf(tested, [String(value)])})[1]`
}
