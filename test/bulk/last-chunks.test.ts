import { describe, expect } from 'vitest'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { createLogger } from '../../src/logger.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { test } from '../database-test.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList } from './accepted-list.ts'
import { bodyOf } from './bodies.ts'

const JOBS = Number(process.env.UNSAID_TEST_JOBS ?? 100)

const logger = createLogger('silent')

const bodies = (conversation: number) => [0, 1, 2].map((part) => bodyOf(partOf(conversation, part)))

test.beforeAll(async ({ database }) => {
  await storeConversations(database.db, { conversations: 2 * JOBS, parts: 4 })
})

describe('a job whose last two chunks end at the same moment', () => {
  test('ends', { timeout: 180_000 }, async ({ database }) => {
    const { db } = database
    const states: (string | undefined)[] = []
    for (let at = 0; at < JOBS; at++) {
      const job = await acceptedList(db, bodies(at), { chunkSize: 1 })
      // The job's row is written by its first chunk alone: the last two meet nowhere else.
      await runChunk(db, 'default', { job, chunk: 1 }, logger)
      await Promise.all([2, 3].map((chunk) => runChunk(db, 'default', { job, chunk }, logger)))
      states.push((await findJob(db, 'default', job))?.state)
    }
    expect(states).toEqual(Array(JOBS).fill('succeeded'))
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('ends once, though it is canceled then', { timeout: 180_000 }, async ({ database }) => {
    const { db } = database
    const answers: string[] = []
    for (let at = 0; at < JOBS; at++) {
      const job = await acceptedList(db, bodies(JOBS + at), { chunkSize: 1 })
      await runChunk(db, 'default', { job, chunk: 1 }, logger)
      const chunks = [2, 3].map((chunk) => runChunk(db, 'default', { job, chunk }, logger))
      const [answer] = await Promise.all([cancelJob(db, 'default', job), ...chunks])
      const found = await findJob(db, 'default', job)
      expect(found?.state).toBe(answer === 'canceled' ? 'canceled' : 'succeeded')
      answers.push(answer)
    }
    expect(answers).toContain('canceled')
    expect(await disagreements(database)).toEqual(NONE)
  })
})
