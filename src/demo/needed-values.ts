import type { SchemaFacts } from './table-statements.ts'

/** When whatever has no time of its own was made. */
const THEN = '2026-01-20T09:00:00Z'

/** What a column that must not be null holds when nobody says anything: nothing, in its type. */
const NOTHING: Readonly<Record<string, (id: number) => unknown>> = {
  varchar: () => '',
  text: () => '',
  json: () => ({}),
  jsonb: () => ({}),
  timestamp: () => THEN,
  date: () => THEN,
  boolean: () => false,
  uuid: (id) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
}

/** Values for all columns of a table that must not be null. */
export function neededValues(
  { tables }: SchemaFacts,
  table: string,
  id: number,
): Record<string, unknown> {
  const needed = Object.entries(tables[table]?.columns ?? {}).filter(([, type]) =>
    type.includes(' not null'),
  )
  return Object.fromEntries(
    needed.map(([name, type]) => [name, NOTHING[/^\w+/.exec(type)?.[0] ?? '']?.(id) ?? 0]),
  )
}
