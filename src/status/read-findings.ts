import type { Db } from '../database/connection.ts'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'
import { findCertificate } from '../erasure/find-certificate.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { findFindings, type StoredFinding } from '../look/find-findings.ts'

/** Where a look found something left over; who may read conversations reads there what it is. */
export interface FindingView {
  readonly place: string
  readonly conversation_id: string | null
  readonly conversation_part_id: string | null
  readonly contact_id: string | null
}

export interface FindingPage {
  readonly findings: readonly FindingView[]
  /** `after` of the next page; undefined when there is none. */
  readonly next: number | undefined
}

/** Why a job has no findings to be listed; undefined when it has. A certificate outlives its job. */
export async function findingsRefusal(
  db: Db,
  workspace: string,
  id: string,
): Promise<ErrorEntry | undefined> {
  const job = await findJob(db, workspace, id)
  if (job && job.kind !== 'erasure') {
    return errorEntry('conflict', 'The job is not an erasure, so it has no findings')
  }
  if (job?.finished_at === null) return errorEntry('conflict', 'The erasure has not ended yet')
  const isKnown = job ?? (await findCertificate(db, workspace, id))
  return isKnown ? undefined : errorEntry('job_not_found')
}

/** A page of what the latest look for an erasure found. */
export async function readFindings(
  db: Db,
  workspace: string,
  job: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<FindingPage> {
  const found = await findFindings(db, workspace, job, { after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  return {
    findings: shown.map(viewOf),
    next: found.length > limit ? shown.at(-1)?.nth : undefined,
  }
}

function viewOf({ place, conversationId, targetId }: StoredFinding): FindingView {
  return {
    place,
    conversation_id: conversationId,
    conversation_part_id: conversationId === null ? null : targetId,
    contact_id: conversationId === null ? targetId : null,
  }
}
