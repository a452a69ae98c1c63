import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Where the clock on the wall is read, and why it may be. It can be set, forwards and back: what
 * is remembered, counted or waited for by it lasts too long or not at all. Everything else reads
 * `performance.now()`.
 */
const WALL_CLOCK: Readonly<Record<string, string>> = {
  'src/cli/doctor/check-clock.ts': "compares it with the database's",
  'src/cli/doctor/check-work.ts': 'whether a token has expired, to be said',
  'src/cli/erase-command.ts': 'the date when an erasure is due',
  'src/cli/may-be-overdue.ts': 'how late an erasure is, in days, to be said',
  'src/cli/recheck-command.ts': 'the date when an erasure is due',
  'src/cli/token-command.ts': 'the date when a token expires',
  'src/cli/wait-text.ts': 'how soon a job is delivered again, to be said',
  'src/erasure/accept-erasure.ts': 'up to when messages are erased',
  'src/erasure/start-planned.ts': 'up to when messages are erased',
  'src/erasure/take-step.ts': 'up to when messages are erased',
  'src/http/limit-rate.ts': 'the header X-RateLimit-Reset, in unix seconds',
  'src/http/read-erasure-request.ts': 'the date when an erasure is due',
  'src/ledger/heads-file.ts': 'when a head was written down',
  'src/library/offer-erasures.ts': 'the date when an erasure is due',
  'src/bulk/find-waits.ts': 'whether a job has only just come: then nothing is looked for',
  'src/access/store-token.ts': 'when a token was revoked',
}

const READS = /\bDate\.now\b|\bnew Date\(\)|(?<!new )\bDate\(\)/g

const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)

const readsOf = (path: string) => readFileSync(path, 'utf8').match(READS)?.length ?? 0

test('only dates are read from the clock on the wall', () => {
  const reading = sources.filter((path) => readsOf(path) > 0)
  expect(reading).not.toEqual([])
  expect(reading.filter((path) => !Object.hasOwn(WALL_CLOCK, path))).toEqual([])
})

test('the reset of the rate limit is the only time that it reads there', () => {
  expect(readsOf('src/http/limit-rate.ts')).toBe(1)
})
