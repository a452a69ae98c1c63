import { sql, type QueryExecutorProvider } from 'kysely'
import type { SearchedTable } from './read-places.ts'

/** A place that the search could not look at, or not at all of. */
export interface UnsearchedPlace {
  readonly schema: string
  readonly table: string
  /** Null: the table as a whole. */
  readonly column: string | null
  readonly why: Unsearched
}

export type Unsearched =
  'not_readable' | 'rows_hidden' | 'foreign_table' | 'stems' | 'large_objects'

/** @param hasStems whether search vectors could be asked for stems */
export function unsearchedIn(place: SearchedTable, hasStems: boolean): UnsearchedPlace[] {
  const { schema, table, columns, isForeign, hidesRows } = place
  if (columns.length === 0) return []
  if (isForeign) return [{ schema, table, column: null, why: 'foreign_table' }]
  const of = (column: string | null, why: Unsearched) => ({ schema, table, column, why })
  return [
    ...columns.filter(({ mayRead }) => !mayRead).map(({ name }) => of(name, 'not_readable')),
    ...(hidesRows ? [of(null, 'rows_hidden')] : []),
    ...columns
      .filter(({ mayRead, base }) => mayRead && base === 'tsvector' && !hasStems)
      .map(({ name }) => of(name, 'stems')),
  ]
}

/** Large objects stand outside any table of a user's, cut into pages: a word may be in two of them. */
export async function unsearchedObjects(db: QueryExecutorProvider): Promise<UnsearchedPlace[]> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from pg_largeobject_metadata) as has`.execute(db)
  if (rows[0]?.has !== true) return []
  return [{ schema: 'pg_catalog', table: 'pg_largeobject', column: 'data', why: 'large_objects' }]
}
