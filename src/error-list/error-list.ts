import { ERROR_CODES, type ErrorCode } from './error-codes.ts'

export interface ErrorEntry {
  readonly code: ErrorCode
  readonly message: string
  readonly field?: string
}

/** Intercom's error envelope; `request_id` ties a reply to a log line. */
export interface ErrorList {
  readonly type: 'error.list'
  readonly request_id?: string
  readonly errors: readonly ErrorEntry[]
}

/** @param message replaces the catalogue's own; never text of a message or a person */
export function errorEntry(code: ErrorCode, message?: string, field?: string): ErrorEntry {
  const entry = { code, message: message ?? ERROR_CODES[code].message }
  return field === undefined ? entry : { ...entry, field }
}

/** Wraps entries in the envelope. */
export function errorList(errors: readonly ErrorEntry[], requestId?: string): ErrorList {
  return requestId === undefined
    ? { type: 'error.list', errors }
    : { type: 'error.list', request_id: requestId, errors }
}

/** The HTTP status of a list: that of its first entry. */
export function statusOf(errors: readonly ErrorEntry[]): number {
  return ERROR_CODES[errors[0]?.code ?? 'server_error'].status
}
