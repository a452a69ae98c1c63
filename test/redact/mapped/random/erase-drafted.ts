import { inWorkspace } from '../../../../src/database/in-workspace.ts'
import { decide, decideWithoutRules } from '../../../../src/eligibility/decide.ts'
import { acceptErasure, type ErasureAsk } from '../../../../src/erasure/accept-erasure.ts'
import { findJob } from '../../../../src/jobs/find-jobs.ts'
import { redact } from '../../../../src/redact/redact.ts'
import { storeOf } from '../../../../src/redact/store-of.ts'
import type { RedactionRequest } from '../../../../src/request/redaction-request.ts'
import type { TestDatabase } from '../../../database-test.ts'
import { drive } from '../../../erasure/drive.ts'
import { PEPPER } from '../../../erasure/pepper.ts'

/** Erases somebody, as a worker would. @returns how the job ended */
export async function eraseMapped(
  { db }: TestDatabase,
  workspace: string,
  ask: Pick<ErasureAsk, 'selector' | 'scope'>,
): Promise<string | undefined> {
  const accepted = await acceptErasure(
    db,
    workspace,
    { ...ask, dryRun: false, lanes: 1, dueAt: new Date('2099-01-31'), requestedBy: 'cli' },
    PEPPER,
  )
  if (accepted.kind !== 'accepted') return accepted.kind
  await drive(db, workspace, accepted.job)
  return (await findJob(db, workspace, accepted.job))?.state
}

/** Redacts messages in one transaction, by the rules or whoever wrote them. */
export async function redactMapped(
  { db }: TestDatabase,
  workspace: string,
  requests: readonly RedactionRequest[],
  { byRules }: { readonly byRules: boolean } = { byRules: true },
): Promise<string[]> {
  return inWorkspace(db, workspace, async (trx) => {
    const store = await storeOf(trx, workspace)
    const { decided } = await redact({
      asked: requests.map((request) => ({ request })),
      lock: (some) => store.lock(trx, workspace, some),
      rule: byRules ? decide : (target) => decideWithoutRules(target),
      record: () => [],
    })
    return decided.map(({ decision }) => decision.kind)
  })
}
