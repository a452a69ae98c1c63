import { expect, test } from 'vitest'
import { errorListSchema } from './error-schema.ts'
import { outsideJudge } from './outside-judge.ts'

const refusal = { code: 'conversation_part_not_redactable', message: "Part can't be redacted" }

const acceptable: [string, unknown][] = [
  ['one error', { type: 'error.list', errors: [refusal] }],
  ['an id of the request', { type: 'error.list', request_id: 'b2k7q0d3n5', errors: [refusal] }],
  ['a field', { type: 'error.list', errors: [{ code: 'parameter_not_found', field: 'type' }] }],
  ['members it does not know', { type: 'error.list', errors: [{ ...refusal, hint: 1 }], x: {} }],
]

test.each(acceptable)('accepts %s', (_what, list) => {
  expect(errorListSchema.safeParse(list).success).toBe(true)
})

test.each<[string, unknown]>([
  ['no error', { type: 'error.list', errors: [] }],
  ['an error without a code', { type: 'error.list', errors: [{ message: 'no' }] }],
  ['a code with a space', { type: 'error.list', errors: [{ code: 'not found' }] }],
  ['another type', { type: 'list', errors: [refusal] }],
  ['a number as the id of the request', { type: 'error.list', request_id: 4, errors: [refusal] }],
])('refuses %s', (_what, list) => {
  expect(errorListSchema.safeParse(list).success).toBe(false)
})

const judge = outsideJudge()

test('a schema from outside accepts the same lists', ({ skip }) => {
  if (!judge) return skip('UNSAID_CONTRACT_SCHEMA names no schema')
  for (const [, list] of acceptable) expect(judge.error(list)).toEqual([])
})
