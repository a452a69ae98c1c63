import type { Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import { endRedactions, type RecordedOutcome } from './move-job.ts'
import { notifyWaiters } from './notify-waiters.ts'
import { dropWakeups } from './wakeups.ts'

/**
 * Stores the outcomes of jobs that this transaction has locked, drops their wakeups, and tells
 * each API process that waits, once.
 *
 * @throws when a row is not where it was locked; then nothing of this may be kept
 */
export async function recordOutcomes(
  trx: Trx,
  workspace: string,
  ended: readonly RecordedOutcome[],
): Promise<void> {
  if (ended.length === 0) return
  const jobs = ended.map((one) => one.job)
  await together([
    dropWakeups(
      trx,
      workspace,
      jobs.map((job) => job.id),
    ),
    notifyWaiters(trx, jobs),
    endRedactions(trx, workspace, ended),
  ])
}
