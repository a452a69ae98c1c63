import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'
import { openFingerprint } from './fingerprint.ts'

/** What a caller is told whose key is malformed. */
export const KEY_MALFORMED = 'Idempotency-Key must be 1 to 255 printable characters without spaces'

const KEY = /^[\x21-\x7e]{1,255}$/

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came; undefined when it is taken as a stream. */
    rawBody: Buffer | undefined
  }
}

/**
 * The request's `Idempotency-Key`, with a fingerprint of what it came with.
 *
 * @returns undefined without the header; 'malformed' when it is not 1 to 255 printable characters
 * @throws while a body that is taken as a stream was not read to its end; `keyDigestOf` is known
 *   from the start
 */
export function idempotencyKeyOf(
  request: FastifyRequest,
): IdempotencyKey | undefined | 'malformed' {
  const digest = keyDigestOf(request)
  if (digest === undefined || digest === 'malformed') return digest
  return { digest, fingerprint: fingerprintOf(request) }
}

/**
 * The sha256 of the request's `Idempotency-Key`.
 *
 * @returns undefined without the header; 'malformed' when it is not 1 to 255 printable characters
 */
export function keyDigestOf(request: FastifyRequest): Buffer | undefined | 'malformed' {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) return 'malformed'
  return createHash('sha256').update(key).digest()
}

function fingerprintOf(request: FastifyRequest): Buffer {
  if (request.bodyStream) return request.bodyStream.fingerprint()
  return openFingerprint(request)
    .update(request.rawBody ?? '')
    .digest()
}
