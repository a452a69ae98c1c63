import type { FastifyReply, FastifyRequest } from 'fastify'
import type { JobStatus } from '../status/job-status.ts'
import { callerOf } from './caller.ts'
import { sendWithEtag } from './etag.ts'
import { refuse } from './refuse.ts'
import { refuseWithheld } from './refuse-withheld.ts'
import type { ServerDeps } from './server-deps.ts'
import { statusFor } from './status-for.ts'

/** What names a job, and how long its caller is willing to wait. */
export interface StatusRoute {
  Params: { id: string }
  Querystring: { wait?: unknown }
}

/** A poll that is willing to wait holds its connection. */
export function holdsWhileWaiting({ query }: FastifyRequest): 'waits' | undefined {
  return typeof query === 'object' && query !== null && 'wait' in query ? 'waits' : undefined
}

/** Seconds a poll may wait. */
const LONGEST_WAIT = 30

/**
 * Answers with how a job stands, read from the store and never from the queue. With `?wait=S` it
 * answers when the job ended or is planned, or after S seconds.
 */
export async function answerStatus(
  request: FastifyRequest<StatusRoute>,
  reply: FastifyReply,
  deps: ServerDeps,
): Promise<FastifyReply> {
  const seconds = secondsOf(request.query.wait)
  if (seconds === undefined)
    return refuse(reply, 'parameter_invalid', 'wait must be a number of seconds')

  const { id } = request.params
  let status = await statusFor(request, id, deps)
  if (status?.status === 'pending' && seconds > 0) {
    await deps.outcomes.wait(callerOf(request).workspace, id, seconds * 1_000)
    const refusal = await request.lateRefusal()
    if (refusal) return refuse(reply, refusal)
    status = await statusFor(request, id, deps)
  }
  if (!status) return refuse(reply, 'job_not_found')
  if (lacksItsText(request, status, deps)) return refuseWithheld(reply)

  if (status.status === 'pending') void reply.header('retry-after', '1')
  return sendWithEtag(request, reply, status)
}

/** Whether there would be a conversation in it, were it given out. */
function lacksItsText(
  request: FastifyRequest,
  { kind, status, result }: JobStatus,
  { isWithheld }: ServerDeps,
): boolean {
  if (kind !== 'redaction' || status !== 'success' || result !== null) return false
  const { scopes, workspace } = callerOf(request)
  return scopes.has('conversations:read') && isWithheld(workspace)
}

/** @returns undefined when it is no number */
function secondsOf(wait: unknown): number | undefined {
  if (wait === undefined) return 0
  if (typeof wait !== 'string' || !/^\d+(\.\d+)?$/.test(wait)) return undefined
  return Math.min(Number(wait), LONGEST_WAIT)
}
