import { expect, test } from 'vitest'
import { waitText } from '../../src/cli/wait-text.ts'

const againAt = new Date(12_000)

test.each([
  [{ reason: 'turn', jobsBefore: 3 }, 'waits for its turn: 3 jobs of this workspace before it'],
  [{ reason: 'turn', jobsBefore: 1 }, 'waits for its turn: 1 job of this workspace before it'],
  [
    { reason: 'worker', againAt },
    'waits for a worker: none runs, or it is busy or lost; the dispatcher delivers the job again in 12 s at most',
  ],
  [
    { reason: 'held_rows', againAt },
    'waits for rows that another transaction has locked; a worker tries again in 12 s at most',
  ],
] as const)('%j in words', (wait, text) => {
  expect(waitText(wait, 0)).toBe(text)
})

test('what is overdue waits for any worker at all', () => {
  expect(waitText({ reason: 'worker', againAt }, 13_000)).toMatch(/as soon as a worker runs$/)
})
