import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { JobKind, JobState } from '../database/tables.ts'
import { JOB_MOVES } from '../jobs/job-moves.ts'
import { cancelOpen } from '../jobs/move-job.ts'
import { dropFreeWakeups } from '../jobs/wakeups.ts'
import { assertTokenAllows } from '../access/assert-token-allows.ts'

export type CanceledJob = 'canceled' | 'not_found' | 'conflict'

export interface CancelOptions {
  /** In whose name, if it is a token's: `token:<id>`. */
  readonly by?: string | undefined
  /** What else is to be committed with it; an erasure must have it: nobody is kept out any more. */
  readonly also?: (trx: Trx) => Promise<void>
}

const OPEN: ReadonlySet<JobState> = new Set(JOB_MOVES.cancelOpen.from)

/**
 * Cancels a bulk or erasure job. What was redacted before stays so; from this commit on nothing
 * more of it is: a chunk that is worked on finds the job canceled and takes its work back.
 *
 * @throws TokenRefused
 */
export async function cancelJob(
  db: Db,
  workspace: string,
  job: string,
  { by, also }: CancelOptions = {},
): Promise<CanceledJob> {
  return inWorkspace(db, workspace, async (trx) => {
    const { rows } = await sql<{ kind: JobKind; state: JobState }>`
      select kind, state from job
       where workspace_id = ${workspace} and id = ${job} for update`.execute(trx)
    const [found] = rows
    if (!found) return 'not_found'
    if (found.state === 'canceled') return 'canceled'
    if (found.kind === 'redaction' || !OPEN.has(found.state)) return 'conflict'
    if (found.kind === 'erasure' && !also) throw new Error('an erasure is canceled by stopJob')
    await assertTokenAllows(trx, workspace, by, 'erase:write')
    await cancelOpen(trx, workspace, job)
    await also?.(trx)
    // One that a worker holds is left to it: it waits for the job's row that we hold.
    await dropFreeWakeups(trx, workspace, job)
    return 'canceled'
  })
}
