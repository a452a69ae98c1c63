import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { exactJson } from '../json-stream/numeral.ts'

/**
 * Answers with a body and its `ETag`, or with 304 and nothing when the caller has it already
 * (RFC 9110, 13.1.2).
 */
export function sendWithEtag(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): FastifyReply {
  const text = exactJson(body)
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
  void reply.header('etag', etag).type('application/json; charset=utf-8')
  return isKnown(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(text)
}

function isKnown(header: string | undefined, etag: string): boolean {
  const known = (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return known.includes('*') || known.includes(etag)
}
