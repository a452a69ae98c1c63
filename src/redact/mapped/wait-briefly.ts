import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'

/**
 * Has the next statements wait for a lock so briefly that their application is not the one that pays
 * for a deadlock. Postgres ends whoever finds it, after `deadlock_timeout`; which is nobody's to set
 * but a superuser's. Nobody has waited for us longer than since we began to lock: whatever of
 * `deadlock_timeout` is left since then, we wait for a quarter of it, and let go of everything.
 *
 * To be asked for before each statement that locks rows of a map. Whoever has worked for longer than
 * that waits for no more than a twentieth of it.
 */
export async function waitBriefly(trx: Trx): Promise<void> {
  await sql`
    select set_config('unsaid.locking_since', since::text, true),
           set_config('lock_timeout', ceil(greatest(1, least(${MOST}::integer, greatest(
             patience / 20, (patience - extract(epoch from clock_timestamp() - since) * 1000) / 4))))::text, true)
      from (select coalesce(nullif(current_setting('unsaid.locking_since', true), '')::timestamptz,
                            clock_timestamp()) as since,
                   extract(epoch from current_setting('deadlock_timeout')::interval) * 1000 as patience
           ) locking`.execute(trx)
}

/** Milliseconds; what is waited for a lock of our own tables. */
const MOST = 2_000
