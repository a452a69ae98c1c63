import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { findingsRefusal, readFindings } from '../status/read-findings.ts'
import { callerOf } from './caller.ts'
import { cursorIn, cursorOf, limitUpTo } from './page-query.ts'
import { readParameters } from './read-parameters.ts'
import { refuseAll } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

const findingsQuery = z.object({
  cursor: cursorIn('findings', /^\d{1,9}$/).default('0'),
  limit: limitUpTo(1_000, 100),
})

/**
 * `GET /redaction_jobs/{id}/findings`: where the latest look for an erasure found something of the
 * person, by ids and places, for whoever may read the conversations themselves.
 */
export function findingsRoute(server: FastifyInstance, { db }: ServerDeps): void {
  const config = { scopes: ['conversations:read'] as const }
  server.get<{ Params: { id: string } }>(
    '/redaction_jobs/:id/findings',
    { config },
    async (request, reply) => {
      const read = readParameters(findingsQuery, request.query)
      if (!read.ok) return refuseAll(reply, read.errors)
      const { workspace } = callerOf(request)
      const { id } = request.params
      const refusal = await findingsRefusal(db, workspace, id)
      if (refusal) return refuseAll(reply, [refusal])
      const { cursor, limit } = read.value
      const page = await readFindings(db, workspace, id, { after: Number(cursor), limit })
      const next_cursor = page.next === undefined ? null : cursorOf('findings', page.next)
      return { type: 'list', data: page.findings, next_cursor }
    },
  )
}
