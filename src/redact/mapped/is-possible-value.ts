import type { CatalogColumn } from '../../maps/catalog/catalog.ts'

const RANGES: Readonly<Record<string, bigint>> = {
  int2: 2n ** 15n,
  int4: 2n ** 31n,
  int8: 2n ** 63n,
}
/** Of a numeric, which shows it so; longer ones nobody has for an id. */
const NUMBER = /^-?\d{1,100}(?:\.\d{1,100})?$/
const WHOLE = /^-?\d{1,19}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'citext', 'name'])

/**
 * Whether a column can hold what a text says, and shows it in the same way: one that no row can
 * bear is not asked for, since Postgres would refuse the whole statement.
 */
export function isPossibleValue({ base, isEnum, labels }: CatalogColumn, text: string): boolean {
  const range = RANGES[base]
  if (range !== undefined) return WHOLE.test(text) && isWithin(BigInt(text), range)
  if (isEnum) return labels.includes(text)
  if (base === 'uuid') return UUID.test(text)
  if (base === 'numeric') return NUMBER.test(text)
  return TEXTS.has(base) && !text.includes('\0')
}

/** Whether values of a column can be told from texts beforehand; others are compared as texts. */
export function isComparable({ base, isArray, isEnum }: CatalogColumn): boolean {
  if (isArray) return false
  return isEnum || base in RANGES || base === 'uuid' || base === 'numeric' || TEXTS.has(base)
}

const isWithin = (value: bigint, range: bigint) => value >= -range && value < range
