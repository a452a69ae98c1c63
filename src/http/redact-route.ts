import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Accepted, RedactionDoor } from '../accept/redaction-door.ts'
import { readConversation } from '../redact/read-conversation.ts'
import { storeOf } from '../redact/store-of.ts'
import type { Trx } from '../database/in-workspace.ts'
import { errorEntry } from '../error-list/error-list.ts'
import type { Ask } from '../jobs/insert-accepted.ts'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'
import { jobErrors } from '../status/job-errors.ts'
import { jobPath } from '../status/job-status.ts'
import { parseRedactionRequest } from '../request/parse-redaction-request.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import { callerName, callerOf } from './caller.ts'
import { idempotencyKeyOf, KEY_MALFORMED } from './idempotency-key.ts'
import { prefersAsync } from './prefers-async.ts'
import { refuse, refuseAll, refuseFull } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'
import { refuseWithheld } from './refuse-withheld.ts'
import { statusFor } from './status-for.ts'

/** Bytes; a request names a few ids. */
const BODY_LIMIT = 64 * 1024

const WAITS = 'waits' as const

/**
 * `POST /conversations/redact`: accepts the request, waits for its outcome and answers with the
 * conversation as it then is. With `Prefer: respond-async` it answers 202 at once.
 */
export function redactRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = {
    scopes: ['redact:write'] as const,
    holds: ({ headers }: FastifyRequest) => (prefersAsync(headers.prefer) ? undefined : WAITS),
  }
  const options = { config, bodyLimit: BODY_LIMIT }
  server.post('/conversations/redact', options, async (request, reply) => {
    const isAsync = prefersAsync(request.headers.prefer)
    request.givesText = !isAsync
    if (!isAsync && !callerOf(request).scopes.has('conversations:read')) {
      return refuse(reply, 'forbidden')
    }
    const key = idempotencyKeyOf(request)
    if (key === 'malformed') {
      return refuse(reply, 'parameter_invalid', KEY_MALFORMED)
    }
    const parsed = parseRedactionRequest(request.body)
    if (!parsed.ok) {
      const errors = parsed.problems.map((one) => errorEntry(one.code, one.message, one.field))
      return refuseAll(reply, errors)
    }
    if (await deps.isFull(callerOf(request).workspace)) return refuseFull(reply)
    const ask = askOf(request, parsed.request, isAsync ? undefined : deps.outcomes.waiter)
    const accepted = await accept(deps.door, callerOf(request).workspace, ask, key)
    if (!accepted) return refuse(reply, 'idempotency_key_reused')
    void reply.header('location', `${deps.publicUrl ?? ''}${jobPath(accepted.job)}`)
    const answer = isAsync ? answerAccepted : answerWhenDone
    return answer(request, reply, { ...accepted, about: parsed.request.conversationId }, deps)
  })
}

function askOf(request: FastifyRequest, wanted: RedactionRequest, waiter: string | undefined): Ask {
  const requestedBy = callerName(request)
  return { request: wanted, requestedBy, ...(waiter !== undefined && { waiter }) }
}

/** @returns undefined when the key was used for another request */
function accept(
  door: RedactionDoor,
  workspace: string,
  ask: Ask,
  key: IdempotencyKey | undefined,
): Promise<Accepted | undefined> {
  return key ? door.acceptUnderKey(workspace, ask, key) : door.accept(workspace, ask)
}

interface AcceptedHere extends Accepted {
  /** The conversation that the request names. */
  readonly about: string
}

async function answerAccepted(
  request: FastifyRequest,
  reply: FastifyReply,
  { job }: AcceptedHere,
  deps: ServerDeps,
): Promise<FastifyReply> {
  const status = await statusFor(request, job, deps)
  if (!status) throw new Error(`the accepted job ${job} is not in the store`)
  return reply.code(202).header('preference-applied', 'respond-async').send(status)
}

async function answerWhenDone(
  request: FastifyRequest,
  reply: FastifyReply,
  accepted: AcceptedHere,
  deps: ServerDeps,
): Promise<FastifyReply> {
  const { workspace } = callerOf(request)
  const ended = await whenEnded(workspace, accepted, deps)
  if (!ended) return refuse(reply.header('retry-after', '2'), 'service_unavailable')

  const errors = jobErrors(ended.job)
  if (errors.length > 0) return refuseAll(reply, errors)
  if (deps.isWithheld(workspace)) return refuseWithheld(reply)
  const id = ended.job.conversation_id ?? ''
  const conversation = ended.read ?? (await readConversation(deps.db, workspace, id))
  if (!conversation) throw new Error(`job ${ended.job.id} ended well but its conversation is gone`)
  return reply.send(conversation)
}

/** Of a job that is new nobody was told yet: its end will be heard of. */
async function whenEnded(
  workspace: string,
  { job: id, isNew, about }: AcceptedHere,
  { db, outcomes, patience }: ServerDeps,
) {
  if (isNew) {
    const store = await storeOf(db, workspace)
    const read = (trx: Trx) => store.readConversation(trx, workspace, about)
    return outcomes.waitAndRead(workspace, id, patience, read)
  }
  const job = await outcomes.wait(workspace, id, patience)
  return job && { job, read: undefined }
}
