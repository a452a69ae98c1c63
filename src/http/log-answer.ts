import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '../logger.ts'
import { traceIdOf } from './trace-requests.ts'

/** The route's pattern and our own ids; never the URL, a header or an id that was asked for. */
export function logAnswer(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const line = {
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    workspace: request.caller?.workspace,
    trace_id: traceIdOf(request),
  }
  logger.info(line, 'answered')
}
