import type { FastifyReply, FastifyRequest } from 'fastify'

/** What every reply bears: the request's id, and that nobody may keep a copy. */
export function stampReply(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id).header('cache-control', 'no-store')
}
