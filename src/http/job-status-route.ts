import type { FastifyInstance } from 'fastify'
import { answerStatus, holdsWhileWaiting, type StatusRoute } from './answer-status.ts'
import type { ServerDeps } from './server-deps.ts'

/** `GET /jobs/status/{id}`: how a job of any kind stands, where Intercom's SDK looks for it. */
export function jobStatusRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const, holds: holdsWhileWaiting }
  server.get<StatusRoute>('/jobs/status/:id', { config }, (request, reply) =>
    answerStatus(request, reply, deps),
  )
}
