import type { CatalogColumn } from '../../maps/catalog/catalog.ts'

const RANGES: Readonly<Record<string, bigint>> = {
  int2: 2n ** 15n,
  int4: 2n ** 31n,
  int8: 2n ** 63n,
}
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
  return TEXTS.has(base) && !text.includes('\0')
}

const isWithin = (value: bigint, range: bigint) => value >= -range && value < range
