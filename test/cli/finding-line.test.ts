import { expect, test } from 'vitest'
import { findingLine } from '../../src/cli/finding-line.ts'

test('a finding says what it means, where it is, and what is still proved', () => {
  const cut = { code: 'cut_tail', seq: 53, until: 60, vouched_until: 52, entry_id: 'e60' } as const

  expect(findingLine(cut)).toBe(
    '  cut_tail: the end of the ledger is missing: seq 53 to 60, proved unchanged up to seq 52, entry e60',
  )
})

test('a finding about a message names it', () => {
  const target = { type: 'source', target_id: 's1', conversation_id: 'c1' }

  expect(findingLine({ code: 'no_entry', ...target })).toBe(
    '  no_entry: this message is redacted, but no entry says so: source s1 of conversation c1',
  )
})
