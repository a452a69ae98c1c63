import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import type { Db } from '../../src/database/connection.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'

export function partRequest(conversationId: string, conversationPartId: string): RedactionRequest {
  return { type: 'conversation_part', conversationId, conversationPartId }
}

export function sourceRequest(conversationId: string, sourceId: string): RedactionRequest {
  return { type: 'source', conversationId, sourceId }
}

/** Accepts the requests and runs them as one group; the outcomes in the requests' order. */
export async function redactNow(
  db: Db,
  workspace: string,
  ...requests: readonly RedactionRequest[]
): Promise<(string | null | undefined)[]> {
  await createWorkspace(db, workspace)
  const asks = requests.map((request) => ({ request, requestedBy: 'cli' }))
  const ids = await acceptRedactions(db, workspace, asks)
  await redactGroup(db, workspace, ids)
  const jobs = await findJobs(db, workspace, ids)
  const outcomes = new Map(jobs.map((job) => [job.id, job.outcome]))
  return ids.map((id) => outcomes.get(id))
}
