import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ListAnswer } from '../accept/list-door.ts'
import type { AcceptedErasure } from '../erasure/accept-erasure.ts'
import { LARGEST_PAGE } from '../items/limits.ts'
import { erasureRefusal } from '../status/erasure-refusal.ts'
import { answerListJob } from './answer-list-job.ts'
import { callerName, callerOf } from './caller.ts'
import { idempotencyKeyOf, KEY_MALFORMED, keyDigestOf } from './idempotency-key.ts'
import { countItems } from './limit-receipt.ts'
import { readBulkRequest, type BulkRequest } from './read-bulk-request.ts'
import { refuse, refuseAll, refuseFull } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'
import { isStream } from './stream-bodies.ts'

/**
 * `POST /redaction_jobs`: accepts a list of redactions, or the erasure of a contact, as one job,
 * and answers 202. What is wrong with the request itself is answered before any item of a stream
 * is read; what is wrong with an item is that item's outcome.
 */
export function bulkRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = {
    scopes: ['erase:write'] as const,
    stream: true,
    holds: (request: FastifyRequest) => (isStream(request) ? ('streams' as const) : undefined),
  }
  const options = { config, bodyLimit: LARGEST_PAGE }
  server.post('/redaction_jobs', options, async (request, reply) => {
    if (keyDigestOf(request) === 'malformed') {
      return refuse(reply, 'parameter_invalid', KEY_MALFORMED)
    }
    const read = readBulkRequest(request)
    if (!read.ok) return refuseAll(reply, read.errors)
    if (await deps.isFull(callerOf(request).workspace)) return refuseFull(reply)
    const answer = await accept(deps, request, read.value)
    return answerWith(answer, request, reply, deps)
  })
}

async function accept(
  { lists }: ServerDeps,
  request: FastifyRequest,
  wanted: BulkRequest,
): Promise<ListAnswer | AcceptedErasure> {
  const { workspace } = callerOf(request)
  if (wanted.kind === 'contact') {
    return lists.erase(workspace, { ...wanted.erasure, ...behalfOf(request) })
  }
  const { dryRun, reason } = wanted
  const items = countItems(wanted.items, request)
  const ask = () => ({
    kind: 'bulk' as const,
    ...behalfOf(request),
    ...(reason !== undefined && { reason }),
  })
  return lists.accept(workspace, { items, dryRun, ask })
}

/** Who asks, and under which key: of a stream it is known when its last byte was read. */
function behalfOf(request: FastifyRequest) {
  const key = idempotencyKeyOf(request)
  return { requestedBy: callerName(request), ...(typeof key === 'object' && { key }) }
}

function answerWith(
  answer: ListAnswer | AcceptedErasure,
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
    case 'contact_not_found':
    case 'contact_ambiguous':
    case 'in_rooms':
      return refuseAll(reply, [erasureRefusal(answer)])
    case 'keys_incomplete':
      return refuseAll(reply.header('retry-after', '30'), [erasureRefusal(answer)])
  }
}
