import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from './refuse.ts'

const GZIP: ReadonlySet<string> = new Set(['gzip', 'x-gzip'])
const NONE: ReadonlySet<string> = new Set(['', 'identity'])

/** The hook that refuses a body which is packed in another way than we can unpack. */
export function checkEncoding(
  request: FastifyRequest,
  reply: FastifyReply,
  done: () => void,
): void {
  const encoding = encodingOf(request)
  if (NONE.has(encoding) || GZIP.has(encoding)) done()
  else refuse(reply.header('accept-encoding', 'gzip'), 'unsupported_media_type')
}

/** Whether the body says that it is gzip data. */
export function isGzip(request: FastifyRequest): boolean {
  return GZIP.has(encodingOf(request))
}

function encodingOf({ headers }: FastifyRequest): string {
  return headers['content-encoding']?.trim().toLowerCase() ?? ''
}
