import type { FastifyInstance } from 'fastify'
import type { ServerDeps } from './server-deps.ts'

/** `GET /healthz`: the process lives. `GET /readyz`: it can do its work, or why not. */
export function healthRoutes(server: FastifyInstance, { notReady }: ServerDeps): void {
  server.get('/healthz', () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const reasons = await notReady()
    if (reasons.length === 0) return { status: 'ready' }
    return reply.code(503).send({ status: 'not_ready', reasons })
  })
}
