import { expect, test } from 'vitest'
import { erasuresCsv } from '../../src/status/erasures-csv.ts'
import { erasuresPage } from '../../src/status/erasures-page.ts'
import type { ErasureView } from '../../src/status/erasure-view.ts'

const one: ErasureView = {
  ...{ type: 'erasure', job: 'j', contact_ids: ['=cmd()', '"<b>'], selector: 'id' },
  ...{ scope: 'authored', reason: '-1', requested_by: 'cli:ines', state: 'succeeded' },
  ...{ accepted_at: 1_893_456_000, due_at: 1_893_456_001, finished_at: 1_893_456_002 },
  ...{ overdue: true, messages: 4, certificate: 'd'.repeat(64), proof: 'sealed' },
}
const open = { ...one, finished_at: null, overdue: false, certificate: null, messages: null }

test('a spreadsheet runs nothing of the table', () => {
  const [head, first, second] = erasuresCsv([one, open]).split('\r\n')
  expect(head).toBe(
    'job,contact_ids,scope,reason,requested_by,state,accepted_at,due_at,finished_at,overdue,' +
      'messages,certificate,proof',
  )
  expect(first).toBe(
    `j,"'=cmd() ""<b>",authored,'-1,cli:ines,succeeded,2030-01-01T00:00:00Z,2030-01-01T00:00:01Z,` +
      `2030-01-01T00:00:02Z,true,4,${'d'.repeat(64)},sealed`,
  )
  expect(second).toContain('2030-01-01T00:00:01Z,,false,,,sealed')
})

test('the page says what was asked for, and holds no markup of ours to be', () => {
  const asked = { workspace: 'default', since: '2030-01-01', until: undefined, isOverdue: true }
  const page = erasuresPage({ ...asked, erasures: [one, open] })
  expect(page).toContain('accepted since 2030-01-01, only those not done by their due date.')
  expect(page).toContain('2 erasures: 1 not ended, 1 overdue or ended late.')
  expect(page).toContain('2030-01-01T00:00:02Z, late')
  expect(page).not.toContain('<b>')
  expect(page).not.toMatch(/<script|https?:/)
})
