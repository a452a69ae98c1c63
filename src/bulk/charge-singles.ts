import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** Seconds for which single redactions may keep chunks waiting, however many they are. */
const MOST_WAIT = 10

/**
 * Takes the time of single redactions from the rate of their workspace: they wait for nobody, and
 * chunks get what they leave. The last thing that their transaction does before it commits.
 */
export async function chargeSingles(trx: Trx, workspace: string, singles: number): Promise<void> {
  await sql`
    update work_rate
       set free_at = greatest(free_at, least(
             greatest(free_at, now()) + make_interval(secs => ${singles}::integer / most_a_second::float8),
             now() + make_interval(secs => ${MOST_WAIT})))
     where workspace_id = ${workspace} and most_a_second is not null`.execute(trx)
}
