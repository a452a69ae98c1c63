import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from './refuse.ts'

/** The hook that refuses a request of HTTP/1.1 without `Host`, as RFC 9112 demands; 1.0 has none. */
export function checkHost(
  { raw, headers }: FastifyRequest,
  reply: FastifyReply,
  done: () => void,
): void {
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    refuse(reply, 'parameter_invalid', 'A request of HTTP/1.1 must have a Host header')
  } else done()
}
