import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import type { RawRequest } from '../src/jobs/accept-raw.ts'
import { existingJobs, insertEnded } from '../src/jobs/insert-ended.ts'
import { outcomeOf } from '../src/jobs/outcome.ts'
import { redactDecided } from './redact-decided.ts'

/**
 * One group of raw jobs, one transaction: lock, decide, rewrite, and store each job with its
 * outcome. They are accepted and ended by the same commit, or still only in their queue.
 *
 * @param raws of different ids
 * @returns the ids that have a job already; nothing is done about them
 */
export async function redactRawGroup(
  db: Db,
  workspace: string,
  raws: readonly RawRequest[],
): Promise<ReadonlySet<string>> {
  const ids = raws.map(({ id }) => id)
  const redact = async (trx: Trx) => {
    const known = await existingJobs(trx, workspace, ids)
    const fresh = raws.filter(({ id }) => !known.has(id)).map(asked)
    const decided = await redactDecided(trx, workspace, fresh)
    const ended = decided.map(({ job, decision }) => ({
      ...{ raw: job.raw, outcome: outcomeOf(decision) },
    }))
    await insertEnded(trx, workspace, ended)
    return known
  }
  return inWorkspace(db, workspace, redact, 'by_key')
}

function asked(raw: RawRequest) {
  return {
    raw,
    id: raw.id,
    request: raw.request,
    requestedBy: 'raw',
    reason: raw.reason ?? null,
  }
}
