import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Metrics } from '../metrics/create-metrics.ts'

/** Counts an answer by the route's pattern; a URL would make a series of its own of every id. */
export function countAnswer(
  { requests }: Metrics,
  { method, routeOptions }: FastifyRequest,
  { statusCode, elapsedTime }: FastifyReply,
): void {
  const route = routeOptions.url ?? 'none'
  requests.observe({ method, route, status: String(statusCode) }, elapsedTime / 1000)
}
