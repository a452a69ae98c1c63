import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import { together } from '../src/database/together.ts'
import type { RawRequest } from '../src/jobs/accept-raw.ts'
import { existingJobs, insertEnded, JobExists } from '../src/jobs/insert-ended.ts'
import { outcomeOf } from '../src/jobs/outcome.ts'
import { lockTargets } from '../src/rewrite/lock-targets.ts'
import { inSpan } from '../src/traces/in-span.ts'
import { decideJobs, redactDecided } from './redact-decided.ts'
import type { EndedSingle } from './work-report.ts'

/**
 * One group of raw jobs, one transaction: lock, decide, rewrite, and store each job with its
 * outcome. They are accepted and ended by the same commit, or still only in their queue.
 *
 * That an id has a job already is rare, so it is looked for only when Postgres says so.
 *
 * @param raws of different ids
 */
export async function redactRawGroup(
  db: Db,
  workspace: string,
  raws: readonly RawRequest[],
): Promise<RedactedRaws> {
  const attributes = { 'unsaid.workspace': workspace, 'unsaid.jobs': raws.length }
  const redactUnless = (known: typeof existingJobs) =>
    inSpan({ name: 'redact', attributes }, () =>
      inWorkspace(db, workspace, (trx) => redactNew(trx, { workspace, raws, known }), 'by_key'),
    )
  try {
    return await redactUnless(takenForNew)
  } catch (error) {
    if (!(error instanceof JobExists)) throw error
    return redactUnless(existingJobs)
  }
}

export interface RedactedRaws {
  /** Ids that have a job already; nothing was done about them. */
  readonly known: ReadonlySet<string>
  readonly ended: readonly EndedSingle[]
}

const takenForNew: typeof existingJobs = async () => new Set()

interface RawGroup {
  readonly workspace: string
  readonly raws: readonly RawRequest[]
  /** Says which of the ids have a job. */
  readonly known: typeof existingJobs
}

async function redactNew(trx: Trx, { workspace, raws, known }: RawGroup) {
  const requests = raws.map(({ request }) => request)
  const [existing, locked] = await together([
    known(
      trx,
      workspace,
      raws.map(({ id }) => id),
    ),
    lockTargets(trx, workspace, requests),
  ])
  const fresh = raws.filter(({ id }) => !existing.has(id)).map(asked)
  const decided = decideJobs(fresh, locked)
  const ended = decided.map(({ job, decision }) => ({
    ...{ raw: job.raw, outcome: outcomeOf(decision) },
  }))
  await together([
    redactDecided(trx, workspace, decided, locked),
    insertEnded(trx, workspace, ended),
  ])
  return { known: existing, ended: ended.map(({ raw, outcome }) => ({ id: raw.id, outcome })) }
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
