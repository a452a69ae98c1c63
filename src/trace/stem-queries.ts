import { sql, type QueryExecutorProvider } from 'kysely'
import type { SearchTerm } from './search-term.ts'

/** For each configuration of the database, the queries that find the terms in vectors made with it. */
export type StemQueries = ReadonlyMap<string, readonly string[]>

/**
 * A vector holds stems, which a search for the words as they are written misses: it is asked by what
 * each configuration makes of them. A word that a configuration leaves out is in none of its
 * vectors. Undefined: one of the configurations does not work, and the transaction goes on.
 */
export async function stemQueries(
  db: QueryExecutorProvider,
  terms: readonly SearchTerm[],
): Promise<StemQueries | undefined> {
  await sql`savepoint stems`.execute(db)
  try {
    const { rows } = await sql<{ name: string; queries: string[] }>`
      select c.oid::regconfig::text as name,
             array(select distinct q::text from unnest(${terms.map(({ value }) => value)}::text[]) term,
                                                plainto_tsquery(c.oid::regconfig, term) q
                    where numnode(q) > 0) as queries
        from pg_ts_config c`.execute(db)
    return new Map(rows.map(({ name, queries }) => [name, queries]))
  } catch {
    await sql`rollback to savepoint stems`.execute(db)
    return undefined
  }
}

/** Those of the configuration, or of all where it is not known: any may have made the vector. */
export function queriesFor(stems: StemQueries, configuration: string | null): string[] {
  const named = configuration?.replace(/^pg_catalog\./, '') ?? ''
  return [...new Set(stems.get(named) ?? [...stems.values()].flat())]
}
