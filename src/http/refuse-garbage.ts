import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { errorEntry, errorList, statusOf, type ErrorEntry } from '../error-list/error-list.ts'
import { cutOff } from './cut-off.ts'

/** The code of Node's error for a request that did not arrive whole in its `requestTimeout`. */
export const REQUEST_LATE = 'ERR_HTTP_REQUEST_TIMEOUT'

/** What a caller is told whose request took too long to arrive. */
export const NOT_IN_TIME = 'The request did not arrive in time'

/** Answers what is not HTTP, or never arrived whole; there is no request to answer by other means. */
export function refuseGarbage(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  socket.end(garbageReply(reasonOf(error.code)))
  // Only our half is closed by that: who never closes his would keep the connection for ever.
  cutOff(socket)
}

function reasonOf(code: string | undefined): ErrorEntry {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return errorEntry('payload_too_large', 'The request header is too large')
  }
  return errorEntry(
    'parameter_invalid',
    code === REQUEST_LATE ? NOT_IN_TIME : 'The request is not HTTP',
  )
}

function garbageReply(reason: ErrorEntry): string {
  const status = statusOf([reason])
  const id = randomUUID()
  const body = JSON.stringify(errorList([reason], id))
  return [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${String(Buffer.byteLength(body))}`,
    `x-request-id: ${id}`,
    'cache-control: no-store',
    'connection: close',
    `\r\n${body}`,
  ].join('\r\n')
}
