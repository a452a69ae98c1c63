import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { JobKind, JobState } from '../database/tables.ts'
import { listJobs, type JobQuery } from '../bulk/list-jobs.ts'
import { readJobs } from '../status/read-jobs.ts'
import { answerStatus, holdsWhileWaiting, type StatusRoute } from './answer-status.ts'
import { baseUrlOf } from './base-url.ts'
import { callerOf } from './caller.ts'
import { oneOf } from './one-of.ts'
import { cursorIn, cursorOf, limitUpTo } from './page-query.ts'
import { readParameters } from './read-parameters.ts'
import { refuseAll } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

const STATES = {
  queued: true,
  planning: true,
  ready: true,
  running: true,
  succeeded: true,
  completed_with_errors: true,
  failed: true,
  canceled: true,
} as const satisfies Record<JobState, true>

const KINDS = { redaction: true, bulk: true, erasure: true } as const satisfies Record<
  JobKind,
  true
>

const jobsQuery = z.object({
  state: oneOf(STATES).optional(),
  kind: oneOf(KINDS).optional(),
  cursor: cursorIn('jobs', /^[A-Za-z0-9._:-]{1,64}$/).optional(),
  limit: limitUpTo(100, 20),
})

/**
 * `GET /redaction_jobs`: bulk and erasure jobs, the newest first, without the conversations of
 * single ones; `GET /redaction_jobs/{id}`: one job.
 */
export function listJobsRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const }
  server.get('/redaction_jobs', { config }, async (request, reply) => {
    const read = readParameters(jobsQuery, request.query)
    if (!read.ok) return refuseAll(reply, read.errors)
    const { workspace } = callerOf(request)
    const page = await listJobs(deps.db, workspace, queryOf(read.value))
    const baseUrl = baseUrlOf(request, deps.publicUrl)
    const data = await readJobs(deps.db, workspace, page.jobs, { baseUrl })
    const next_cursor = page.next === undefined ? null : cursorOf('jobs', page.next)
    return { type: 'list', data, next_cursor }
  })
  const one = { config: { ...config, holds: holdsWhileWaiting } }
  server.get<StatusRoute>('/redaction_jobs/:id', one, (request, reply) =>
    answerStatus(request, reply, deps),
  )
}

function queryOf({ state, kind, cursor, limit }: z.infer<typeof jobsQuery>): JobQuery {
  return {
    limit,
    ...(state !== undefined && { state }),
    ...(kind !== undefined && { kind }),
    ...(cursor !== undefined && { before: cursor }),
  }
}
