import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { listErasures } from '../erasure/list-erasures.ts'
import { parseSince, parseUntil, PERIOD_RULE } from '../request/period.ts'
import { erasureView } from '../status/erasure-view.ts'
import { callerOf } from './caller.ts'
import { cursorIn, cursorOf, limitUpTo } from './page-query.ts'
import { readParameters } from './read-parameters.ts'
import { refuseAll } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

const error = `must be ${PERIOD_RULE}`

const erasuresQuery = z.strictObject({
  since: z
    .custom<string>((text) => parseSince(text) !== undefined, { error })
    .transform(parseSince)
    .optional(),
  until: z
    .custom<string>((text) => parseUntil(text) !== undefined, { error })
    .transform(parseUntil)
    .optional(),
  overdue: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((text) => text === 'true'),
  cursor: cursorIn('erasures', /^[A-Za-z0-9._:-]{1,64}$/).optional(),
  limit: limitUpTo(100, 20),
})

/** `GET /erasures`: erasures of a period, the newest first, also those whose job is purged. */
export function erasuresRoute(server: FastifyInstance, { db }: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const }
  server.get('/erasures', { config }, async (request, reply) => {
    const read = readParameters(erasuresQuery, request.query)
    if (!read.ok) return refuseAll(reply, read.errors)
    const { cursor: before, overdue: isOverdue, ...query } = read.value
    const { workspace } = callerOf(request)
    const { erasures, next } = await listErasures(db, workspace, { ...query, isOverdue, before })
    const next_cursor = next === undefined ? null : cursorOf('erasures', next)
    return { type: 'list', data: erasures.map(erasureView), next_cursor }
  })
}
