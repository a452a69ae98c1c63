import type { FastifyRequest } from 'fastify'
import type { JobResult, JobStatus } from '../status/job-status.ts'
import { readStatus } from '../status/read-status.ts'
import { baseUrlOf } from './base-url.ts'
import { callerOf } from './caller.ts'
import type { ServerDeps } from './server-deps.ts'

/** How a job stands, as far as this caller may know; undefined when his workspace has no such job. */
export async function statusFor(
  request: FastifyRequest,
  job: string,
  { db, publicUrl, isWithheld }: ServerDeps,
): Promise<JobStatus | undefined> {
  const { workspace, scopes } = callerOf(request)
  const status = await readStatus(db, workspace, job, {
    baseUrl: baseUrlOf(request, publicUrl),
    mayReadText: scopes.has('conversations:read') && !isWithheld(workspace),
  })
  request.givesText = isText(status?.result ?? null)
  return status
}

function isText(result: JobResult): boolean {
  return result !== null && result['type'] !== 'error.list'
}
