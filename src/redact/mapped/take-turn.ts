import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { LOCK_CLASSES } from '../../database/lock-classes.ts'
import { together } from '../../database/together.ts'

/** Milliseconds. A chunk takes a second or two, and a workspace has some lanes on some machines. */
const PATIENCE = 30_000

/**
 * Has the pieces of a workspace's jobs write its rows one after another, until the transaction ends.
 * Their copies meet in the same rows: whoever waits for such a row gives up early on a map, and a chunk
 * would rest for seconds because of our own other lane. To be asked for before the first of their
 * rows is locked.
 */
export async function takeTurn(trx: Trx): Promise<void> {
  await together([
    sql`select set_config('lock_timeout', ${String(PATIENCE)}, true)`.execute(trx),
    sql`
      select pg_advisory_xact_lock(${sql.lit(LOCK_CLASSES.turns)}::int,
                                   hashtext(current_setting('unsaid.workspace')))`.execute(trx),
  ])
}
