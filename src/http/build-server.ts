import { fastify, type FastifyInstance } from 'fastify'
import { exactJson } from '../json-stream/numeral.ts'
import { createAuthenticator } from '../access/authenticate.ts'
import { addRoutes } from './add-routes.ts'
import { askAgain } from './ask-again.ts'
import { checkScopes, identifyCaller } from './caller.ts'
import { checkHost } from './check-host.ts'
import { checkVersion } from './check-version.ts'
import { closeConnections } from './close-connections.ts'
import { checkEncoding, isGzip } from './content-encoding.ts'
import { countAnswer } from './count-answer.ts'
import { cutOffUnread } from './cut-off.ts'
import { createErrorHandler } from './error-handler.ts'
import { limitHeld } from './limit-held.ts'
import { limitReceipt } from './limit-receipt.ts'
import { limitRate } from './limit-rate.ts'
import { createStrangers } from './limit-strangers.ts'
import { logAnswer } from './log-answer.ts'
import { readBody } from './read-body.ts'
import { refuse } from './refuse.ts'
import { refuseGarbage, REQUEST_LATE } from './refuse-garbage.ts'
import { refuseUnknown } from './refuse-unknown.ts'
import { requestIdOf } from './request-id.ts'
import type { ServerDeps } from './server-deps.ts'
import { stampReply } from './stamp-reply.ts'
import { createBodyStreams } from './stream-bodies.ts'
import { traceRequests } from './trace-requests.ts'
import { unpackBody } from './unpack-body.ts'

/** As long as Node lets a URL be: an id that is too long is not found, like any other. */
const LONGEST_PARAM = 16 * 1024

/** Milliseconds for a request to arrive; without it a caller who stalls keeps his connection. */
const REQUEST_TIMEOUT = 30_000

/** Milliseconds without a byte that end a body which is taken as a stream, however long it may be. */
const STREAM_IDLE = 30_000

/** Milliseconds such a body may take as a whole: a byte now and then must not keep it open for ever. */
const STREAM_TOTAL = 3_600_000

/** Builds the API without listening: tests inject requests, the command listens. */
export function buildServer(deps: ServerDeps): FastifyInstance {
  const { requestTimeout = REQUEST_TIMEOUT } = deps
  const { streamIdle: idle = STREAM_IDLE, streamTotal: total = STREAM_TOTAL } = deps
  const streams = createBodyStreams({ idle, total })
  const handleError = createErrorHandler(deps.logger)
  const server = fastify({
    // Fastify's own logger writes URLs; ours writes route patterns.
    logger: false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    // Fastify's own 503 is no error.list; whoever still got in is answered, then let go.
    return503OnClosing: false,
    requestTimeout,
    http: nodeOptions(requestTimeout),
    routerOptions: { maxParamLength: LONGEST_PARAM },
    // No hook runs for a URL that can't be decoded.
    frameworkErrors: (error, request, reply) => {
      stampReply(request, reply)
      void handleError(error, request, reply)
      logAnswer(deps.logger, request, reply)
      countAnswer(deps.metrics, request, reply)
    },
    clientErrorHandler: (error, socket) => {
      // Node's clock runs out once for a request, and leaves it to us what then happens to it.
      const isLongStream = error.code === REQUEST_LATE && streams.isUnderWay(socket)
      if (!isLongStream) refuseGarbage(error, socket)
    },
  })
  server.setErrorHandler(handleError)
  // A conversation is given with the digits its numbers had.
  server.setReplySerializer((payload) => exactJson(payload))
  // Node's own answer to an `Expect` that it doesn't know is no error.list; RFC 9110 lets us pass it over.
  server.server.on('checkExpectation', (request, reply) => {
    server.routing(request, reply)
  })
  server.setNotFoundHandler((_request, reply) => refuse(reply, 'not_found'))
  readJson(server)
  streams.serve(server)
  addHooks(server, deps)
  addRoutes(server, deps)
  return server
}

/** @param requestTimeout milliseconds */
function nodeOptions(requestTimeout: number) {
  return {
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: requestTimeout / 6,
    // Node's own answer to a request without a host is empty; `checkHost` gives ours.
    requireHostHeader: false,
  }
}

/** Any media type is read as JSON: the contract's own curl example sends none. */
function readJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addHook('onRequest', (request, _reply, done) => {
    // Fastify refuses what is not even a media type.
    request.contentType = request.headers['content-type']
    delete request.raw.headers['content-type']
    done()
  })
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const bytes = Buffer.from(body)
      request.rawBody = bytes
      const { bodyLimit: most, config } = request.routeOptions
      const unpacked = isGzip(request) ? unpackBody(bytes, most) : bytes
      done(null, readBody(unpacked, config.stream === true))
    } catch (error) {
      done(error as Error)
    }
  })
}

function addHooks(server: FastifyInstance, deps: ServerDeps): void {
  traceRequests(server)
  server.decorateRequest('caller', undefined)
  server.decorateRequest('rawBody', undefined)
  server.decorateRequest('contentType', undefined)
  server.addHook('onRequest', (request, reply, done) => {
    stampReply(request, reply)
    // Before its body is read: to a route that is not there nothing can be wrong with it.
    if (request.is404) refuse(reply, 'not_found')
    else done()
  })
  server.addHook('onRequest', checkHost)
  server.addHook('onRequest', checkVersion)
  const authenticate = createAuthenticator(deps.db)
  server.addHook('onRequest', identifyCaller(authenticate, createStrangers(deps.unknownTokens)))
  limitRate(server, deps.rateLimit)
  server.addHook('onRequest', checkScopes)
  server.addHook('onRequest', checkEncoding)
  server.addHook('onRequest', refuseUnknown)
  limitHeld(server, deps.held)
  limitReceipt(server, deps.receipt)
  askAgain(server, authenticate)
  server.addHook('onResponse', (request, reply, done) => {
    logAnswer(deps.logger, request, reply)
    countAnswer(deps.metrics, request, reply)
    done()
  })
  cutOffUnread(server)
  closeConnections(server, deps.outcomes, deps.lastWait)
}
