import type { FastifyInstance } from 'fastify'
import type { ServerDeps } from './server-deps.ts'

/** `GET /metrics` for a token of scope `admin`; Prometheus may have a port of its own instead. */
export function metricsRoute(server: FastifyInstance, { metrics }: ServerDeps): void {
  const config = { scopes: ['admin'] as const }
  server.get('/metrics', { config }, async (_request, reply) => {
    void reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
