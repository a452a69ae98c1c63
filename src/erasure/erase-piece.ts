import { decideWithoutRules } from '../eligibility/decide.ts'
import { redactRequests, type Work } from '../redact/piece-of-work.ts'
import { storeOf } from '../redact/store-of.ts'
import { findErasure } from './find-erasure.ts'

/** Erases a piece for a job: takes its messages back, whoever wrote them, and scrubs conversations. */
export function erasePieceFor(job: string): Work {
  return async (trx, workspace, { requests, ...where }) => {
    const erasure = await findErasure(trx, workspace, job)
    if (!erasure) throw new Error('a chunk of an erasure that is not stored')
    const { contacts, keeps } = erasure
    const erasing = { contacts, keeps, ...where }
    const store = await storeOf(trx, workspace)
    return redactRequests(
      requests,
      (some) => store.lockErased(trx, workspace, some, erasing),
      decideWithoutRules,
    )
  }
}
