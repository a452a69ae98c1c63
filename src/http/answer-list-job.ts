import type { FastifyReply, FastifyRequest } from 'fastify'
import { listPath } from '../status/job-status.ts'
import { refuse } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'
import { statusFor } from './status-for.ts'

/** Answers 202 with a job that goes on by itself, and where it is read. */
export async function answerListJob(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  deps: ServerDeps,
): Promise<FastifyReply> {
  const status = await statusFor(request, id, deps)
  if (!status) return refuse(reply, 'job_not_found')
  return reply
    .code(202)
    .header('location', `${deps.publicUrl ?? ''}${listPath(id)}`)
    .send(status)
}
