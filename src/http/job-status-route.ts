import type { FastifyInstance } from 'fastify'
import { callerOf } from './caller.ts'
import { sendWithEtag } from './etag.ts'
import { refuse } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'
import { statusFor } from './status-for.ts'

interface StatusRoute {
  Params: { id: string }
  Querystring: { wait?: unknown }
}

/** Seconds a poll may wait. */
const LONGEST_WAIT = 30

/**
 * `GET /jobs/status/{id}`: how a job stands, read from the store and never from the queue. With
 * `?wait=S` it answers when the job ended, or after S seconds.
 */
export function jobStatusRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const }
  server.get<StatusRoute>('/jobs/status/:id', { config }, async (request, reply) => {
    const seconds = secondsOf(request.query.wait)
    if (seconds === undefined)
      return refuse(reply, 'parameter_invalid', 'wait must be a number of seconds')

    const { id } = request.params
    let status = await statusFor(request, id, deps)
    if (status?.status === 'pending' && seconds > 0) {
      await deps.outcomes.wait(callerOf(request).workspace, id, seconds * 1_000)
      status = await statusFor(request, id, deps)
    }
    if (!status) return refuse(reply, 'job_not_found')

    if (status.status === 'pending') void reply.header('retry-after', '1')
    return sendWithEtag(request, reply, status)
  })
}

/** @returns undefined when it is no number */
function secondsOf(wait: unknown): number | undefined {
  if (wait === undefined) return 0
  if (typeof wait !== 'string' || !/^\d+(\.\d+)?$/.test(wait)) return undefined
  return Math.min(Number(wait), LONGEST_WAIT)
}
