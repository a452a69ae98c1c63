import { expect, test } from 'vitest'
import { ERROR_CODES, type ErrorCode } from '../../src/error-list/error-codes.ts'
import { errorEntry, errorList, statusOf } from '../../src/error-list/error-list.ts'
import { errorListSchema } from '../contract/error-schema.ts'

const codes = Object.keys(ERROR_CODES) as ErrorCode[]

test.each(codes)('%s makes a valid error.list with a status of failure', (code) => {
  const list = errorList([errorEntry(code)], 'id')
  expect(errorListSchema.parse(list)).toEqual(list)
  expect(list.errors).toEqual([{ code, message: ERROR_CODES[code].message }])
  expect(statusOf(list.errors)).toBeGreaterThanOrEqual(400)
  expect(statusOf(list.errors)).toBeLessThan(600)
})

/** As the contract has them, or users of the SDK saw them. */
test.each<[ErrorCode, number, string]>([
  ['unauthorized', 401, 'Access Token Invalid'],
  ['conversation_part_not_redactable', 400, "Part can't be redacted"],
  ['conversation_part_or_message_not_found', 404, 'Conversation part or message not found'],
  [
    'type_mismatch',
    400,
    "The type attribute provided should be either 'conversation_part' or 'source'",
  ],
  ['intercom_version_invalid', 400, 'Requested resource is not available in current API version.'],
])('%s is answered with %i and the words of the contract', (code, status, message) => {
  expect(ERROR_CODES[code]).toEqual({ status, message })
})

test('an entry names its field, and bears a message of its own if it has one', () => {
  expect(errorEntry('parameter_not_found', 'x is required', 'x')).toEqual({
    ...{ code: 'parameter_not_found', message: 'x is required', field: 'x' },
  })
})

test('the status of a list is that of its first entry', () => {
  expect(statusOf([errorEntry('job_not_found'), errorEntry('server_error')])).toBe(404)
})

test('a list of nothing would say that nothing went wrong, so it is our fault', () => {
  expect(statusOf([])).toBe(500)
})

test('a list without a request has no request_id', () => {
  expect(errorList([errorEntry('not_found')])).not.toHaveProperty('request_id')
})
