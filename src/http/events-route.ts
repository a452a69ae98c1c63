import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jobStatus } from '../status/job-status.ts'
import { waitView } from '../status/wait-view.ts'
import { readStanding } from '../status/read-standing.ts'
import type { Standing } from '../status/watch-progress.ts'
import { baseUrlOf } from './base-url.ts'
import { callerOf } from './caller.ts'
import { openEventStreams, type ServerEvent } from './event-stream.ts'
import { refuse } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

interface EventsRoute {
  Params: { id: string }
}

/**
 * `GET /redaction_jobs/{id}/events`: the job, without its result, whenever it has changed, and its
 * `end`; it is cut short when the caller's token is good no longer. `Last-Event-ID` spares a caller who comes back what he has; there is nothing for him (204)
 * when that was the end.
 */
export function eventsRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const, holds: () => 'streams' as const }
  const send = openEventStreams(server, deps.logger)
  server.get<EventsRoute>('/redaction_jobs/:id/events', { config }, async (request, reply) => {
    const { workspace } = callerOf(request)
    const now = await readStanding(deps.db, workspace, request.params.id)
    if (!now) return refuse(reply, 'job_not_found')
    const known = knownBy(request)
    if (isOver(now) && known === idOf(now)) return reply.code(204).send()
    const baseUrl = baseUrlOf(request, deps.publicUrl)
    return send(reply, (stopped) => {
      const later = deps.progress.follow(workspace, now.job.id, stopped)
      const allowed = whileAllowed(request, startingWith(now, later))
      return eventsOf(allowed, { known, baseUrl })
    })
  })
}

function knownBy({ headers }: FastifyRequest): string | undefined {
  const known = headers['last-event-id']
  return typeof known === 'string' ? known : undefined
}

async function* eventsOf(
  standings: AsyncIterable<Standing>,
  { known, baseUrl }: { known: string | undefined; baseUrl: string },
): AsyncGenerator<ServerEvent, void> {
  let last = known
  for await (const standing of standings) {
    if (idOf(standing) !== last) yield eventOf(standing, baseUrl)
    if (isOver(standing)) return
    last = idOf(standing)
  }
}

/** Ends as soon as the caller's token is good no longer; who then comes back is told so. */
async function* whileAllowed<T>(
  request: FastifyRequest,
  news: AsyncIterable<T>,
): AsyncGenerator<T, void> {
  for await (const one of news) {
    if (await request.lateRefusal()) return
    yield one
  }
}

async function* startingWith<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T, void> {
  yield first
  yield* others
}

function eventOf(standing: Standing, baseUrl: string): ServerEvent {
  const { result: _, ...data } = jobStatus(standing.job, baseUrl, null, standing)
  return { id: idOf(standing), event: isOver(standing) ? 'end' : 'progress', data }
}

function isOver({ job }: Standing): boolean {
  return job.finished_at !== null
}

/**
 * Tells one view of a job from the one before: its counts only grow, its state only moves forward,
 * and what it waits for is said whenever that is another.
 */
function idOf({ job, list, wait }: Standing): string {
  const counts = [list?.plan?.processed ?? 0, list?.progress.processed ?? 0]
  return [job.state, ...counts, ...(wait ? Object.values(waitView(wait)) : [])].join('.')
}
