import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import { together } from '../src/database/together.ts'
import type { RawRequest } from '../src/jobs/accept-raw.ts'
import { existingJobs, insertEnded } from '../src/jobs/insert-ended.ts'
import { outcomeOf } from '../src/jobs/outcome.ts'
import { lockTargets } from '../src/rewrite/lock-targets.ts'
import { decideJobs, redactDecided } from './redact-decided.ts'

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
    const requests = raws.map(({ request }) => request)
    const [known, locked] = await together([
      existingJobs(trx, workspace, ids),
      lockTargets(trx, workspace, requests),
    ])
    const fresh = raws.filter(({ id }) => !known.has(id)).map(asked)
    const decided = decideJobs(fresh, locked)
    const ended = decided.map(({ job, decision }) => ({
      ...{ raw: job.raw, outcome: outcomeOf(decision) },
    }))
    await together([
      redactDecided(trx, workspace, decided, locked),
      insertEnded(trx, workspace, ended),
    ])
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
