import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ListAnswer } from '../accept/list-door.ts'
import { LARGEST_PAGE } from '../items/limits.ts'
import type { ListAsk } from '../lists/accept-list.ts'
import { answerListJob } from './answer-list-job.ts'
import { callerOf } from './caller.ts'
import { idempotencyKeyOf, KEY_MALFORMED, keyDigestOf } from './idempotency-key.ts'
import { readBulkRequest, type BulkRequest } from './read-bulk-request.ts'
import { refuse, refuseAll, refuseFull } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

/**
 * `POST /redaction_jobs`: accepts a list of redactions as one job, and answers 202. What is wrong
 * with the request itself is answered before any item of a stream is read; what is wrong with an
 * item is that item's outcome.
 */
export function bulkRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = { scopes: ['erase:write'] as const, stream: true }
  const options = { config, bodyLimit: LARGEST_PAGE }
  server.post('/redaction_jobs', options, async (request, reply) => {
    if (keyDigestOf(request) === 'malformed') {
      return refuse(reply, 'parameter_invalid', KEY_MALFORMED)
    }
    const read = readBulkRequest(request)
    if (!read.ok) return refuseAll(reply, read.errors)
    if (await deps.isFull()) return refuseFull(reply)
    const answer = await accept(deps, request, read.value)
    return answerWith(answer, request, reply, deps)
  })
}

async function accept(
  { lists }: ServerDeps,
  request: FastifyRequest,
  { items, dryRun, reason }: BulkRequest,
): Promise<ListAnswer> {
  const { workspace, tokenId } = callerOf(request)
  const ask = (): ListAsk => {
    const key = idempotencyKeyOf(request)
    return {
      ...{ kind: 'bulk', requestedBy: `token:${tokenId}` },
      ...(reason !== undefined && { reason }),
      ...(typeof key === 'object' && { key }),
    }
  }
  return lists.accept(workspace, { items, dryRun, ask })
}

function answerWith(
  answer: ListAnswer,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: ServerDeps,
): FastifyReply | Promise<FastifyReply> {
  switch (answer.kind) {
    case 'accepted':
      return answerListJob(request, reply, answer.job, deps)
    case 'key_reused':
      return refuse(reply, 'idempotency_key_reused')
    case 'nothing_to_redact':
      return refuse(reply, 'nothing_to_redact')
  }
}
