import type { CatalogColumn } from './catalog.ts'

/**
 * Types that no text fits into. Whatever is not here counts as text: a type that an extension
 * brings may hold anything.
 */
const WITHOUT_TEXT: ReadonlySet<string> = new Set([
  ...['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'money', 'bool', 'bit', 'varbit'],
  ...['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'],
  ...['uuid', 'oid', 'xid', 'xid8', 'cid', 'tid', 'pg_lsn', 'char', 'txid_snapshot'],
  ...['int4range', 'int8range', 'numrange', 'daterange', 'tsrange', 'tstzrange'],
])

/** Whether a column can hold words of a message or of a person. */
export function holdsText({ base, isEnum }: CatalogColumn): boolean {
  return !isEnum && !WITHOUT_TEXT.has(base)
}
