import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorEntry, errorList, statusOf } from '../error-list/error-list.ts'
import type { Authenticate } from '../access/authenticate.ts'
import { refuse } from './refuse.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the reply holds messages: it is then given only under `conversations:read`. */
    givesText: boolean
    /** Why the caller may no longer have what he asked for; undefined while he may. */
    lateRefusal(): Promise<Refusal | undefined>
  }
}

type Refusal = 'unauthorized' | 'forbidden'

/**
 * Asks for the caller's token again when a request took its time: before its effect, whose body may
 * have dribbled in, and before its answer, that may have been waited for. A token that was revoked,
 * has expired or lost a scope since then gets neither. What is remembered for a second costs
 * nothing, and that is all that most requests need.
 */
export function askAgain(server: FastifyInstance, authenticate: Authenticate): void {
  server.decorateRequest('givesText', false)
  server.decorateRequest('lateRefusal', function (this: FastifyRequest) {
    return refusalOf(this, authenticate)
  })
  server.addHook('preHandler', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return undefined
    const refusal = await request.lateRefusal()
    return refusal && refuse(reply, refusal)
  })
  server.addHook('onSend', async (request, reply, payload) => {
    // Who was refused before he was asked who he is was told nothing of anybody's.
    if (!request.caller || !isOfWorth(reply.statusCode)) return payload
    const refusal = await request.lateRefusal().catch(() => 'service_unavailable' as const)
    return refusal ? inPlaceOf(reply, refusal) : payload
  })
}

async function refusalOf(
  request: FastifyRequest,
  authenticate: Authenticate,
): Promise<Refusal | undefined> {
  const { scopes } = request.routeOptions.config
  if (!scopes) return undefined
  const caller = await authenticate(request.headers.authorization, request.caller)
  if (!caller) return 'unauthorized'
  request.caller = caller
  const needs = request.givesText ? [...scopes, 'conversations:read' as const] : scopes
  return needs.every((scope) => caller.scopes.has(scope)) ? undefined : 'forbidden'
}

/** A refusal of the caller, for what they may or how often, or a failure of ours, tells nothing. */
function isOfWorth(status: number): boolean {
  return status !== 401 && status !== 403 && status !== 429 && status < 500
}

function inPlaceOf(reply: FastifyReply, code: Refusal | 'service_unavailable'): string {
  for (const name of ['etag', 'location', 'retry-after', 'preference-applied', 'vary']) {
    void reply.removeHeader(name)
  }
  const errors = [errorEntry(code)]
  void reply.code(statusOf(errors)).type('application/json; charset=utf-8')
  return JSON.stringify(errorList(errors, reply.request.id))
}
