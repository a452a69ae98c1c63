import { chargeSingles } from '../bulk/charge-singles.ts'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { decide } from '../eligibility/decide.ts'
import type { RawRequest } from '../jobs/accept-raw.ts'
import { existingJobs, insertEnded, JobExists } from '../jobs/insert-ended.ts'
import { outcomeOf } from '../jobs/outcome.ts'
import { inSpan } from '../traces/in-span.ts'
import { appendRedactions } from './append-redactions.ts'
import type { EndedSingle } from './redact-group.ts'
import { redact } from './redact.ts'
import { storeOf } from './store-of.ts'

export interface RedactedRaws {
  /** Ids that have a job already; nothing was done about them. */
  readonly known: ReadonlySet<string>
  readonly ended: readonly EndedSingle[]
}

/**
 * One group of raw jobs, one transaction: each is stored with its outcome. They are accepted and
 * ended by the same commit, or still only in their queue.
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
  const attempt = (work: (trx: Trx) => Promise<RedactedRaws>) =>
    inSpan({ name: 'redact', attributes }, () => inWorkspace(db, workspace, work, 'by_key'))
  try {
    return await attempt((trx) => redactNew(trx, workspace, raws, new Set()))
  } catch (error) {
    if (!(error instanceof JobExists)) throw error
    return attempt(async (trx) => {
      const ids = raws.map(({ id }) => id)
      return redactNew(trx, workspace, raws, await existingJobs(trx, workspace, ids))
    })
  }
}

async function redactNew(
  trx: Trx,
  workspace: string,
  raws: readonly RawRequest[],
  known: ReadonlySet<string>,
): Promise<RedactedRaws> {
  const store = await storeOf(trx, workspace)
  const { decided } = await redact({
    asked: raws.filter(({ id }) => !known.has(id)).map(asked),
    lock: (requests) => store.lock(trx, workspace, requests),
    rule: decide,
    record: (jobs) => [
      appendRedactions(trx, workspace, jobs),
      insertEnded(
        trx,
        workspace,
        jobs.map(({ one, decision }) => ({ raw: one.raw, outcome: outcomeOf(decision) })),
      ),
    ],
  })
  if (store.map) await chargeSingles(trx, workspace, decided.length)
  const ended = decided.map(({ one, decision }) => ({ id: one.id, outcome: outcomeOf(decision) }))
  return { known, ended }
}

function asked(raw: RawRequest) {
  const { id, request, reason = null } = raw
  return { raw, id, request, requestedBy: 'raw', reason }
}
