import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came. */
    rawBody: Buffer | undefined
    /** The `Content-Type` as it came. */
    contentType: string | undefined
  }
}

/**
 * The request's `Idempotency-Key`, with a fingerprint of what it came with.
 *
 * @returns undefined without the header; 'malformed' when it is not 1 to 255 printable characters
 */
export function idempotencyKeyOf(
  request: FastifyRequest,
): IdempotencyKey | undefined | 'malformed' {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) return 'malformed'
  return { digest: createHash('sha256').update(key).digest(), fingerprint: fingerprintOf(request) }
}

function fingerprintOf(request: FastifyRequest): Buffer {
  // With its parameters and its query: they are part of what is asked for.
  const route = `${request.method} ${request.url}`
  const mediaType = request.contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  return createHash('sha256')
    .update(`${route}\n${mediaType}\n`)
    .update(request.rawBody ?? '')
    .digest()
}
