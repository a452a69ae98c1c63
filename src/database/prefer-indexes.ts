import { sql, type QueryExecutorProvider } from 'kysely'

/**
 * Settings that have a transaction find rows by their keys and places, whatever the statistics say.
 * Right after an import there are none yet: a chunk of a thousand items then read all parts of the
 * table, and took 780 ms in place of 80. And as long as a page that is read has a price, a whole
 * workspace that is thought small is cheaper than each row by its place: 91 conversations out of
 * 10,000 took 124 ms, most of it comparisons (both measured).
 */
export const BY_KEY = sql`set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true),
  set_config('enable_material', 'off', true), set_config('random_page_cost', '0', true)`

/** Sets them for a transaction that has begun; `inWorkspace` does it in its first round trip. */
export async function preferIndexes(trx: QueryExecutorProvider): Promise<void> {
  await sql`select ${BY_KEY}`.execute(trx)
}
