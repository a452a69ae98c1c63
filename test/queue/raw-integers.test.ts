import { randomInt } from 'node:crypto'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { jobErrors } from '../../src/status/job-errors.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { describeBackends, type TestedBackend } from '../each-backend.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { addRaw } from './raw-producer.ts'

/** Adds a job whose data is this text: JavaScript has no number for what the test writes. */
async function addText(database: TestDatabase, kind: TestedBackend, id: string, text: string) {
  const backend = database.backend(kind)
  await addRaw(backend, [{ name: 'redact', data: {}, opts: { jobId: id } }])
  if (backend.kind === 'postgres') {
    await sql`update unsaid_queue.job set data = ${text}::jsonb where id = ${id}`.execute(
      database.admin,
    )
    return
  }
  const redis = new Redis(backend.url)
  await redis.hset(`${backend.prefix ?? '{unsaid}'}:redactions:${id}`, 'data', text)
  await redis.quit()
}

function start({ db, backend }: TestDatabase, kind: TestedBackend) {
  const logger = createLogger('silent')
  const worker = startWorker({ db, backend: backend(kind), logger })
  onTestFinished(() => worker.close())
}

async function outcomeOf({ db }: TestDatabase, id: string): Promise<string | undefined> {
  const [job] = await findJobs(db, 'default', [id])
  return job && (jobErrors(job)[0]?.code ?? job.outcome ?? undefined)
}

describeBackends('an integer above 2^53 in a raw job', (kind) => {
  test('names the message with its digits, and no other', async ({ database }) => {
    const start20 = () => `1844674407${randomInt(1e9, 1e10)}`
    const near = (id: string) => `${id.slice(0, -1)}${id.endsWith('1') ? '2' : '1'}`
    const [id, partId] = [start20(), start20()]
    await storeConversation(database, { ids: { id, partId, emptyPartId: near(partId) } })
    const asked = (name: string, part: string) =>
      `{"request_id": "${name}", "type": "conversation_part", "conversation_id": ${id}, ` +
      `"conversation_part_id": ${part}}`
    await addText(database, kind, `near-${kind}`, asked(`near-${kind}`, near(partId)))
    await addText(database, kind, `exact-${kind}`, asked(`exact-${kind}`, partId))
    start(database, kind)

    const outcomes = () =>
      Promise.all([`near-${kind}`, `exact-${kind}`].map((name) => outcomeOf(database, name)))
    await expect
      .poll(outcomes, { timeout: 60_000 })
      .toEqual(['conversation_part_not_redactable', 'redacted'])
  })

  test.for(['9007199254740992', '12345678901234567000', '1e300', '1.5', '-0.5'])(
    'that may be a rounded one, or is none, is refused: %s',
    async (number, { database }) => {
      const name = `no-${kind}-${number}`.replaceAll('+', '')
      const text = `{"request_id": "${name}", "type": "source", "conversation_id": 1, "source_id": ${number}}`
      await addText(database, kind, name, text)
      start(database, kind)
      await expect
        .poll(() => outcomeOf(database, name), { timeout: 60_000 })
        .toBe('parameter_invalid')
    },
  )
})
