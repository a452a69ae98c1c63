import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'

/** Rows that are in this process at a time: a text may be long, and a table has millions of them. */
const AT_ONCE = 1_000

/**
 * Gives the rows of a query a few at a time, however many there are.
 *
 * @param name of the cursor: one that nothing else in the transaction reads by at the same time
 */
export async function* inBatches<Row>(
  trx: Trx,
  name: string,
  query: RawBuilder<Row>,
): AsyncGenerator<readonly Row[], void> {
  const cursor = sql.id(name)
  await sql`declare ${cursor} no scroll cursor for ${query}`.execute(trx)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(AT_ONCE)} from ${cursor}`.execute(trx)
    if (rows.length === 0) break
    yield rows
  }
  await sql`close ${cursor}`.execute(trx)
}
