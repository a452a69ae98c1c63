import type { FastifyReply, FastifyRequest } from 'fastify'
import { PATHS } from '../openapi/paths.ts'
import { unknownParameters } from './read-parameters.ts'
import { refuseAll } from './refuse.ts'

/**
 * The hook that refuses a query parameter which the route's description does not have: who asks for
 * `?since=` and is answered with everything would take it for what he asked for.
 */
export function refuseUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  done: () => void,
): void {
  const names = Object.keys(request.query as object)
  if (names.length === 0) return done()
  const known = knownTo(request)
  const unknown = names.filter((name) => !known?.has(name))
  if (unknown.length > 0) refuseAll(reply, unknownParameters(unknown))
  else done()
}

function knownTo({ method, routeOptions }: FastifyRequest): ReadonlySet<string> | undefined {
  const path = routeOptions.url?.replaceAll(/:(\w+)/g, '{$1}') ?? ''
  // HEAD answers as GET does, without the body.
  return KNOWN.get(`${method === 'HEAD' ? 'GET' : method} ${path}`)
}

/** Names of query parameters, by method and path. */
const KNOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(PATHS).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => {
      const inQuery = parameters.flatMap((one) => (one.in === 'query' ? one.name : []))
      return [`${method.toUpperCase()} ${path}`, new Set(inQuery)] as const
    }),
  ),
)
