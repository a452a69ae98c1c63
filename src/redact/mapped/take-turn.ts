import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { LOCK_CLASSES } from '../../database/lock-classes.ts'
import { together } from '../../database/together.ts'

/**
 * Has the chunks of a workspace change rows of its map one after another, until the transaction ends.
 * Their copies meet in the same rows, for which nobody waits long on a map: a chunk would rest for
 * seconds because of our own other lane. To be asked for before the first of their rows is locked.
 *
 * It is waited for as long as it takes: who has the turn works, or is ended by Postgres for being idle.
 */
export async function takeTurn(trx: Trx): Promise<void> {
  await together([
    sql`select set_config('unsaid.statement_timeout', current_setting('statement_timeout'), true),
               set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)`.execute(
      trx,
    ),
    sql`
      select pg_advisory_xact_lock(${sql.lit(LOCK_CLASSES.turns)}::int,
                                   hashtext(current_setting('unsaid.workspace')))`.execute(trx),
    sql`select set_config('statement_timeout', current_setting('unsaid.statement_timeout'), true)`.execute(
      trx,
    ),
  ])
}
