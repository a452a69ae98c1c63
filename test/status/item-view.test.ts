import { expect, test } from 'vitest'
import type { StoredItem } from '../../src/bulk/find-items.ts'
import { OUTCOME_OF } from '../../src/bulk/letters.ts'
import { itemView } from '../../src/status/item-view.ts'

const part: StoredItem = {
  ...{ position: 4, line: 9, type: 'conversation_part', conversationId: 'c1', targetId: 'p1' },
  ...{ externalId: 'mine', problems: [], outcome: null, planned: null },
}
const broken = { ...part, type: null, conversationId: null, targetId: null }
const problem = { code: 'parameter_not_found', message: 'type is a required parameter' }

test('an item that waits shows its target, in the words of a request', () => {
  expect(itemView(part)).toEqual({
    ...{ line: 9, type: 'conversation_part', conversation_id: 'c1', conversation_part_id: 'p1' },
    ...{ external_id: 'mine', outcome: null },
  })
  expect(itemView({ ...part, type: 'source', targetId: 's1', externalId: null })).toEqual({
    ...{ line: 9, type: 'source', conversation_id: 'c1', source_id: 's1' },
    ...{ external_id: null, outcome: null },
  })
})

test('an item that nobody sent shows its place as its line', () => {
  expect(itemView({ ...part, line: null }).line).toBe(4)
})

test.each([
  ['r', 'redacted', undefined],
  ['a', 'already_redacted', undefined],
  ['p', 'not_redactable', 'conversation_part_not_redactable'],
  ['m', 'not_found', 'conversation_part_or_message_not_found'],
  ['e', 'failed', 'server_error'],
  ['u', 'failed', 'service_unavailable'],
  ['x', 'failed', 'parameter_invalid'],
] as const)('letter %s is %s, with error %s', (letter, kind, code) => {
  const ended = itemView({ ...part, outcome: OUTCOME_OF[letter] })
  expect([ended.outcome, ended.planned, ended.error?.code]).toEqual([kind, undefined, code])

  const planned = itemView({ ...part, planned: OUTCOME_OF[letter] })
  expect([planned.outcome, planned.planned, planned.error?.code]).toEqual([null, kind, code])
})

test('the error is that of the outcome, whatever was planned', () => {
  const item = { ...part, planned: OUTCOME_OF.m, outcome: OUTCOME_OF.r }
  expect(itemView(item)).toMatchObject({ outcome: 'redacted', planned: 'not_found' })
  expect(itemView(item)).not.toHaveProperty('error')
})

test('a canceled item has no error: nothing is wrong with it', () => {
  const canceled = itemView({ ...part, outcome: { kind: 'canceled', code: null } })
  expect(canceled.outcome).toBe('canceled')
  expect(canceled).not.toHaveProperty('error')
})

test('a broken item tells its first problem, before its job ran and after', () => {
  const problems = [problem, { code: 'type_mismatch', message: 'no' }]
  for (const outcome of [null, OUTCOME_OF.x]) {
    expect(itemView({ ...broken, problems, outcome })).toEqual({
      ...{ line: 9, type: null, conversation_id: null, external_id: 'mine' },
      ...{ outcome: outcome?.kind ?? null, error: problem },
    })
  }
})

test('a problem of a kind that callers do not know is a malformed parameter', () => {
  const item = { ...broken, problems: [{ code: 'toString', message: 'no' }] }
  expect(itemView(item).error?.code).toBe('parameter_invalid')
})
