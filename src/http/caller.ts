import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate, Caller } from '../access/authenticate.ts'
import type { Scope } from '../access/access-token.ts'
import type { Strangers } from './limit-strangers.ts'
import { refuse } from './refuse.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    /** The scopes a route needs; a route without them is open to anyone. */
    scopes?: readonly Scope[]
  }
}

/** Makes the hook that finds out who calls a route that isn't open to anyone. */
export function identifyCaller(authenticate: Authenticate, strangers: Strangers) {
  return async function identify(request: FastifyRequest, reply: FastifyReply) {
    if (!request.routeOptions.config.scopes) return undefined
    const { authorization } = request.headers
    if (authorization !== undefined && strangers.isRefused(request.ip, authorization)) {
      return refuse(reply.header('retry-after', '10'), 'rate_limit_exceeded', GUESSES)
    }
    request.caller = await authenticate(authorization)
    if (authorization !== undefined) {
      strangers.note(request.ip, authorization, request.caller !== undefined)
    }
    return request.caller ? undefined : refuse(reply, 'unauthorized')
  }
}

const GUESSES = 'Too many unknown tokens came from this address; try again later'

/** The hook that lets a caller through to a route only with the scopes it needs. */
export function checkScopes(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { scopes = [] } = request.routeOptions.config
  if (scopes.every((scope) => request.caller?.scopes.has(scope))) done()
  else refuse(reply, 'forbidden')
}

/** The caller of a route that has scopes. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('a route without scopes has no caller')
  return request.caller
}

/** In whose name a request asks, as jobs and the ledger have it. */
export function requesterOf(request: FastifyRequest): string {
  return `token:${callerOf(request).tokenId}`
}
