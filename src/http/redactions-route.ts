import type { FastifyInstance } from 'fastify'
import {
  BEFORE_ALL,
  recordCursorOf,
  parseCursor,
  readRedactions,
} from '../ledger/read-redactions.ts'
import { callerOf } from './caller.ts'
import { refuse } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

interface RedactionsRoute {
  Querystring: { after?: unknown; limit?: unknown }
}

/** Records in one reply: as many as are not said otherwise, and at most. */
const LIMIT = { usual: 100, most: 1_000 }

/**
 * `GET /redactions`: what was redacted, in the order it was sealed, for systems that hold copies.
 * `next_cursor` is where to go on, also when nothing is new; null while nothing was ever redacted.
 */
export function redactionsRoute(server: FastifyInstance, { db }: ServerDeps): void {
  const config = { scopes: ['ledger:read'] as const }
  server.get<RedactionsRoute>('/redactions', { config }, async (request, reply) => {
    const { after, limit } = request.query
    const place = after === undefined ? BEFORE_ALL : placeOf(after)
    if (!place) return refuse(reply, 'parameter_invalid', 'after must be a next_cursor')
    const most = limit === undefined ? LIMIT.usual : limitOf(limit)
    if (most === undefined) {
      return refuse(reply, 'parameter_invalid', 'limit must be a number from 1 to 1000')
    }

    const found = await readRedactions(db, callerOf(request).workspace, place, most)
    const last = found.at(-1)?.place ?? (after === undefined ? undefined : place)
    const data = found.map(({ redaction }) => redaction)
    return { type: 'list', data, next_cursor: last ? recordCursorOf(last) : null }
  })
}

function placeOf(after: unknown) {
  return typeof after === 'string' ? parseCursor(after) : undefined
}

function limitOf(limit: unknown): number | undefined {
  if (typeof limit !== 'string' || !/^[1-9]\d{0,3}$/.test(limit)) return undefined
  return Number(limit) <= LIMIT.most ? Number(limit) : undefined
}
