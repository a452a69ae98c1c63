import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TokenRefused } from '../access/assert-token-allows.ts'
import { openBodyStream, type BodyStream, type StreamLimits } from './body-stream.ts'
import { openFingerprint } from './fingerprint.ts'
import { isGzip } from './content-encoding.ts'
import { mediaTypeOf } from './media-type.ts'
import { unpackStream } from './unpack-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body, where it is taken as a stream; undefined where it was read as JSON. */
    bodyStream: BodyStream | undefined
  }
  interface FastifyContextConfig {
    /** Takes a body of `application/x-ndjson` as a stream of any length, any other as JSON. */
    stream?: boolean
  }
}

const NDJSON = 'application/x-ndjson'

export interface BodyStreams {
  /** Lets the routes of `config.stream` take streams; after the hook that keeps `contentType`. */
  serve(server: FastifyInstance): void
  /** Whether a stream still comes in over this connection: its length is nobody's fault. */
  isUnderWay(socket: Socket): boolean
}

/**
 * Makes room for bodies that are too long to be held, and take too long for the clock of the
 * others: standing still ends them, and a clock of their own. With each piece that comes the caller's
 * token is looked at again.
 */
export function createBodyStreams(limits: StreamLimits): BodyStreams {
  const latest = new WeakMap<Socket, IncomingMessage>()
  return {
    isUnderWay: (socket) => latest.get(socket)?.complete === false,
    serve(server) {
      server.decorateRequest('bodyStream', undefined)
      server.addHook('onRequest', (request, _reply, done) => {
        if (isStream(request)) {
          latest.set(request.raw.socket, request.raw)
          // Fastify finds the parser by it.
          request.raw.headers['content-type'] = NDJSON
        }
        done()
      })
      server.addContentTypeParser(NDJSON, (request, raw, done) => {
        const allow = () => assertAllowed(request)
        const hash = openFingerprint(request)
        const stream = openBodyStream(raw, hash, { ...limits, allow })
        request.bodyStream = isGzip(request) ? unpackStream(stream) : stream
        done(null, request.bodyStream)
      })
      discardUnread(server)
    },
  }
}

async function assertAllowed(request: FastifyRequest): Promise<void> {
  const refusal = await request.lateRefusal()
  if (refusal) throw new TokenRefused(refusal)
}

/** Whether a request's body is taken as a stream. */
export function isStream({ routeOptions, contentType }: FastifyRequest): boolean {
  return routeOptions.config.stream === true && mediaTypeOf(contentType) === NDJSON
}

/**
 * Takes in and drops what still comes after the answer: a caller who can't get rid of his bytes may
 * never read it. Node does so only for a body that nobody began to read; the cut-off follows.
 */
function discardUnread(server: FastifyInstance): void {
  server.addHook('onResponse', ({ raw, bodyStream }, _reply, done) => {
    if (bodyStream && !raw.complete) raw.resume()
    done()
  })
}
