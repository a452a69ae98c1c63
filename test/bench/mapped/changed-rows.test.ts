import { expect, test } from 'vitest'
import {
  countByTable,
  differencesOf,
  type ChangedRows,
} from '../../../bench/mapped/changed-rows.ts'

const NONE = new Set<string>()
const row = (values: Record<string, unknown>) =>
  new Map([['notes:1', values]]) satisfies ChangedRows

test('two sides that wrote the same do not differ, whatever the times', () => {
  const mine = row({ id: 1, said: '[...]', updated_at: 'then' })
  const theirs = row({ id: 1, said: '[...]', updated_at: 'now' })

  expect(differencesOf(mine, theirs, new Set(['updated_at']))).toEqual({})
  expect(differencesOf(mine, theirs, NONE)).toEqual({ 'notes.updated_at': 1 })
})

test('a value, a row that only one side changed and one that only it deleted are told', () => {
  const mine: ChangedRows = new Map([
    ['notes:1', { said: '' }],
    ['notes:2', {}],
    ['files:1', undefined],
  ])
  const theirs: ChangedRows = new Map([
    ['notes:1', { said: 'x' }],
    ['notes:3', {}],
    ['files:1', {}],
  ])

  expect(differencesOf(mine, theirs, NONE)).toEqual({
    'notes.said': 1,
    'notes: only one side': 2,
    'files: only one side': 1,
  })
})

test('rows are counted by their tables, deleted ones too', () => {
  const rows: ChangedRows = new Map([
    ['notes:1', {}],
    ['notes:2', undefined],
    ['files:7', {}],
  ])

  expect(countByTable(rows)).toEqual({ notes: 2, files: 1 })
})
