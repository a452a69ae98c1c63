import type { CatalogTable } from '../catalog/catalog.ts'

/** What a CHECK of one column says, as far as it is understood. */
export interface ColumnRule {
  readonly rule: string
  /** The only values that it lets in. */
  readonly values?: readonly string[]
  readonly longest?: number
  readonly smallest?: number
  readonly refusesNull?: boolean
}

const LITERAL = /'((?:[^']|'')*)'/g
const LENGTH = /^CHECK \(\((?:char_length|length|character_length)\(.*\) (<=?) (\d+)\)\)$/
const AT_LEAST = /^CHECK \(\(\(?[\w"]+\)?(?:::\w+)? (>=?) '?(-?\d+)'?(?:::\w+)?\)\)$/
const IN_LIST =
  /^CHECK \(\((?:\()?[^()]*(?:\)::text)? = ANY \(+ARRAY\[[^\]]*\]\)*(?:::[\w ]+\[\])?\)+$/
const IS_ONE = /^CHECK \(\((?:\()?[^()=]*(?:\)::text)? = '(?:[^']|'')*'(?:::[\w ]+)?\)\)$/

export function columnRules({ checks }: CatalogTable, column: string): ColumnRule[] {
  return checks
    .filter(({ columns }) => columns.includes(column))
    .map(({ columns, rule }) => (columns.length === 1 ? understood(rule) : { rule }))
}

function understood(rule: string): ColumnRule {
  if (IN_LIST.test(rule) || IS_ONE.test(rule)) return { rule, values: literalsOf(rule) }
  const [, less, length] = LENGTH.exec(rule) ?? []
  if (length !== undefined) return { rule, longest: Number(length) - (less === '<' ? 1 : 0) }
  const [, more, least] = AT_LEAST.exec(rule) ?? []
  if (least !== undefined) return { rule, smallest: Number(least) + (more === '>' ? 1 : 0) }
  return /^CHECK \(\([\w"]+ IS NOT NULL\)\)$/.test(rule) ? { rule, refusesNull: true } : { rule }
}

function literalsOf(rule: string): string[] {
  return [...rule.matchAll(LITERAL)].map(([, value = '']) => value.replaceAll("''", "'"))
}
