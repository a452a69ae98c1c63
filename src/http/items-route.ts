import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { OutcomeKind } from '../database/tables.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { readItemPage, type ItemPage, type ItemPageQuery } from '../status/read-item-page.ts'
import { itemsRefusal } from '../status/step-refusals.ts'
import { callerOf } from './caller.ts'
import { oneOf } from './one-of.ts'
import { cursorIn, cursorOf, limitUpTo } from './page-query.ts'
import { readParameters } from './read-parameters.ts'
import { refuse, refuseAll } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

const OUTCOMES = {
  redacted: true,
  already_redacted: true,
  not_redactable: true,
  not_found: true,
  failed: true,
  canceled: true,
} as const satisfies Record<OutcomeKind, true>

const itemsQuery = z.object({
  outcome: oneOf(OUTCOMES).optional(),
  cursor: cursorIn('items', /^\d{1,9}$/).default('0'),
  limit: limitUpTo(1_000, 100),
})

/**
 * `GET /redaction_jobs/{id}/items`: a job's items, in the order they came. `next_cursor` is null
 * when no more can come; while more may, `Retry-After` says when to look again.
 */
export function itemsRoute(server: FastifyInstance, { db }: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const }
  server.get<{ Params: { id: string } }>(
    '/redaction_jobs/:id/items',
    { config },
    async (request, reply) => {
      const read = readParameters(itemsQuery, request.query)
      if (!read.ok) return refuseAll(reply, read.errors)
      const { workspace } = callerOf(request)
      const job = await findJob(db, workspace, request.params.id)
      if (!job) return refuse(reply, 'job_not_found')
      const refusal = itemsRefusal(job)
      if (refusal) return refuseAll(reply, [refusal])
      const page = await readItemPage(db, workspace, job, queryOf(read.value))
      if (page.isWaiting) void reply.header('retry-after', '1')
      return viewOf(page)
    },
  )
}

function queryOf({ outcome, cursor, limit }: z.infer<typeof itemsQuery>): ItemPageQuery {
  return { after: Number(cursor), limit, ...(outcome !== undefined && { outcome }) }
}

function viewOf({ items, next }: ItemPage) {
  return {
    type: 'list',
    data: items,
    next_cursor: next === undefined ? null : cursorOf('items', next),
  }
}
