import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { lockJobs } from '../../src/jobs/lock-jobs.ts'
import type { Outcome } from '../../src/jobs/outcome.ts'
import { recordOutcomes } from '../../src/jobs/record-outcomes.ts'

export interface EndOptions {
  readonly workspace?: string
  /** Who is told; default: whoever is stored with the job. */
  readonly waiter?: string | null
}

/** Gives a job its outcome, as a worker does. */
export async function endJob(
  db: Db,
  job: string,
  outcome: Outcome,
  { workspace = 'default', waiter }: EndOptions = {},
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    const locked = await lockJobs(trx, workspace, [job])
    const told = locked.map((one) => (waiter === undefined ? one : { ...one, waiter }))
    await recordOutcomes(
      trx,
      workspace,
      told.map((one) => ({ job: one, outcome })),
    )
  })
}
