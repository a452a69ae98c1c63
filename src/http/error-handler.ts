import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { failureKind, isDiskFull, MapOutdated, StartError } from '../failure.ts'
import { DroppedList } from '../bulk/add-items.ts'
import type { Logger } from '../logger.ts'
import { BrokenGzip, GzipBomb } from '../json-stream/gunzipped.ts'
import { TokenRefused } from '../access/assert-token-allows.ts'
import { FullReceipt, LongList } from './limit-receipt.ts'
import { LongBody, StalledBody } from './broken-body.ts'
import { UnreadableBody } from './read-body.ts'
import { refuse } from './refuse.ts'
import { NOT_IN_TIME } from './refuse-garbage.ts'

const DISK_FULL = 'The disk of the database is full; what was accepted stays, a retry is harmless'

/** Answers whatever a route or Fastify itself threw, always as an `error.list`. */
export function createErrorHandler(logger: Logger) {
  return function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    if (error instanceof GzipBomb) return refuse(reply, 'payload_too_large', error.message)
    if (error instanceof LongList) return refuse(reply, 'payload_too_large', error.message)
    if (error instanceof FullReceipt) {
      return refuse(reply.header('retry-after', '1'), 'rate_limit_exceeded', error.message)
    }
    if (error instanceof UnreadableBody || error instanceof BrokenGzip) {
      return refuse(reply, 'parameter_invalid', error.message)
    }
    if (error instanceof TokenRefused) return refuse(reply, error.code)
    if (error instanceof LongBody) return refuse(reply, 'parameter_invalid', error.message)
    if (error instanceof StalledBody || error instanceof DroppedList)
      return refuse(reply, 'parameter_invalid', NOT_IN_TIME)
    const status = (error as Partial<FastifyError>).statusCode ?? 500
    if (status === 413) return refuse(reply, 'payload_too_large')
    if (status >= 400 && status < 500) return refuse(reply, 'parameter_invalid')

    const route = request.routeOptions.url
    if (error instanceof MapOutdated) {
      logger.warn({ request_id: request.id, route }, error.message)
      return refuse(reply, 'service_unavailable', error.message)
    }
    if (error instanceof StartError) {
      logger.warn({ request_id: request.id, route }, 'a request needs a setting that is not set')
      return refuse(reply, 'service_unavailable', error.message)
    }
    logger.error({ err: error, request_id: request.id, route }, 'a request failed')
    // A database that is away, or a row that somebody else holds, may be better in a moment.
    if (failureKind(error) === 'other' && !isDiskFull(error)) return refuse(reply, 'server_error')
    const why = isDiskFull(error) ? DISK_FULL : undefined
    return refuse(reply.header('retry-after', '1'), 'service_unavailable', why)
  }
}
