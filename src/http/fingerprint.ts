import { createHash, type Hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { mediaTypeOf } from './media-type.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The `Content-Type` as it came. */
    contentType: string | undefined
  }
}

/**
 * Begins the fingerprint by which a request is known again: sha256 over its route, its media type
 * and then the raw bytes of its body, which are the caller's to add.
 */
export function openFingerprint(request: FastifyRequest): Hash {
  // With its parameters and its query: they are part of what is asked for.
  const route = `${request.method} ${request.url}`
  return createHash('sha256').update(`${route}\n${mediaTypeOf(request.contentType)}\n`)
}
