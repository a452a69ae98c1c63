import type { FastifyReply } from 'fastify'
import type { ErrorCode } from '../error-list/error-codes.ts'
import { errorEntry, errorList, statusOf, type ErrorEntry } from '../error-list/error-list.ts'

/** Answers with an `error.list` of one entry. */
export function refuse(reply: FastifyReply, code: ErrorCode, message?: string): FastifyReply {
  return refuseAll(reply, [errorEntry(code, message)])
}

/** Answers with an `error.list`; the status is that of the first entry. */
export function refuseAll(reply: FastifyReply, errors: readonly ErrorEntry[]): FastifyReply {
  return reply.code(statusOf(errors)).send(errorList(errors, reply.request.id))
}

/** Refuses a caller while too many jobs wait for a worker. */
export function refuseFull(reply: FastifyReply): FastifyReply {
  return refuse(reply.header('retry-after', '10'), 'rate_limit_exceeded')
}
