/**
 * Every error a caller can be given: its HTTP status and its message. A test holds the table
 * of docs/errors.md to this one. Codes and messages are those of Intercom's contract where it has them.
 */
export const ERROR_CODES = {
  unauthorized: { status: 401, message: 'Access Token Invalid' },
  forbidden: { status: 403, message: 'The access token lacks the scope for this' },
  parameter_not_found: { status: 400, message: 'A required parameter is missing' },
  type_mismatch: {
    status: 400,
    message: "The type attribute provided should be either 'conversation_part' or 'source'",
  },
  parameter_invalid: { status: 400, message: 'A parameter is malformed' },
  conversation_part_not_redactable: { status: 400, message: "Part can't be redacted" },
  conversation_part_or_message_not_found: {
    status: 404,
    message: 'Conversation part or message not found',
  },
  conversation_not_found: { status: 404, message: 'Conversation not found' },
  contact_not_found: { status: 404, message: 'Contact not found' },
  job_not_found: { status: 404, message: 'Job not found' },
  nothing_to_redact: { status: 400, message: 'There is nothing to redact' },
  conflict: { status: 409, message: "The job's state has no such step" },
  not_found: { status: 404, message: 'There is no such route' },
  intercom_version_invalid: {
    status: 400,
    message: 'Requested resource is not available in current API version.',
  },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key was used for another request',
  },
  rate_limit_exceeded: { status: 429, message: 'Too many requests; try again later' },
  unsupported_media_type: {
    status: 415,
    message: 'The Content-Encoding of a body may be gzip, or none',
  },
  payload_too_large: { status: 413, message: 'The request body is too large' },
  server_error: { status: 500, message: 'Something went wrong on our side' },
  service_unavailable: { status: 503, message: 'Not done yet; a retry is harmless' },
} as const satisfies Record<string, { status: number; message: string }>

export type ErrorCode = keyof typeof ERROR_CODES

/** What is stored was written by some version: it may name a code that this one does not have. */
export function isErrorCode(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(ERROR_CODES, code)
}
