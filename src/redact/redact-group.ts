import { chargeSingles } from '../bulk/charge-singles.ts'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { decide } from '../eligibility/decide.ts'
import { forgetStarts } from '../jobs/job-starts.ts'
import { lockJobs } from '../jobs/lock-jobs.ts'
import { outcomeOf, type Outcome } from '../jobs/outcome.ts'
import { recordOutcomes } from '../jobs/record-outcomes.ts'
import { inSpan } from '../traces/in-span.ts'
import { appendRedactions } from './append-redactions.ts'
import { redact } from './redact.ts'
import { storeOf } from './store-of.ts'

/** How a single redaction ended. */
export interface EndedSingle {
  readonly id: string
  readonly outcome: Outcome
}

/**
 * One group, one transaction: its jobs are locked, and end with the redaction. Jobs, messages,
 * ledger entry and outcomes commit together or not at all. Jobs that have an outcome already are
 * left alone.
 *
 * @param note the start note to delete with the effect, when one was written
 * @returns how those ended that had no outcome before
 */
export async function redactGroup(
  db: Db,
  workspace: string,
  ids: readonly string[],
  note?: string,
): Promise<readonly EndedSingle[]> {
  const attributes = { 'unsaid.workspace': workspace, 'unsaid.jobs': ids.length }
  return inSpan({ name: 'redact', attributes }, () =>
    inWorkspace(db, workspace, (trx) => redactJobs(trx, workspace, ids, note), 'by_key'),
  )
}

async function redactJobs(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
  note: string | undefined,
): Promise<readonly EndedSingle[]> {
  const asked = await lockJobs(trx, workspace, ids)
  const store = await storeOf(trx, workspace)
  const { decided } = await redact({
    asked,
    lock: (requests) => store.lock(trx, workspace, requests),
    rule: decide,
    record: (jobs) => [
      appendRedactions(trx, workspace, jobs),
      ...(note === undefined ? [] : [forgetStarts(trx, workspace, note, ids)]),
      recordOutcomes(
        trx,
        workspace,
        jobs.map(({ one, decision }) => ({ job: one, outcome: outcomeOf(decision) })),
      ),
    ],
  })
  if (store.map) await chargeSingles(trx, workspace, decided.length)
  return decided.map(({ one, decision }) => ({ id: one.id, outcome: outcomeOf(decision) }))
}
