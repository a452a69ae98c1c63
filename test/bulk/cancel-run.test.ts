import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { closeGate } from '../scene/chunk-gate.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList, deliverAgain, outcomesOfItems } from './accepted-list.ts'
import { bodyOf } from './bodies.ts'

const LANES = 2

const logger = createLogger('silent')

describeBackends('a job that is canceled while it runs', (kind) => {
  test('rewrites no further row, and nothing of it repeats', async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const { db } = database
    const { parts } = await storeConversations(db, { conversations: 40, parts: 6 })
    const job = await acceptedList(db, parts.map(bodyOf), { lanes: LANES, chunkSize: 10 })
    const gate = await closeGate(database, 8)
    await deliverAgain(database, scene.chunks)
    work(scene)
    await gate.waiting(LANES)

    const before = await records(database)
    expect(await cancelJob(db, 'default', job)).toBe('canceled')
    await gate.open(1_000)
    await pollUntil(
      () => leftovers(scene),
      (left) => left === 0,
    )
    expect(await records(database)).toEqual(before)
    expect(await findJob(db, 'default', job)).toMatchObject({ state: 'canceled' })
    const list = (await findLists(db, 'default', [job])).get(job)
    const [redacted, canceled] = [before.length, parts.length - before.length]
    expect(redacted).toBeGreaterThanOrEqual(80)
    expect(canceled).toBeGreaterThanOrEqual(LANES * 10)
    expect(list?.progress).toMatchObject({ total: parts.length, redacted, canceled })
    const outcomes = await outcomesOfItems(db, job)
    expect(outcomes.filter((one) => one === 'canceled')).toHaveLength(canceled)
    expect(outcomes.filter((one) => one === 'redacted')).toHaveLength(redacted)
    expect(await disagreements(database)).toEqual(NONE)
    expect(await cancelJob(db, 'default', job)).toBe('canceled')
  })
})

function work({ closing, database, backend }: QueueScene): void {
  const { db } = database
  const settings = { db, backend, logger, lanes: LANES, dispatchEvery: 200 }
  closing.opened(startWorker(settings), (one) => one.close())
}

/** What might bring a chunk back: wakeups, starts and deliveries. */
async function leftovers({ database, chunks }: QueueScene): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select (select count(*) from wakeup)::int + (select count(*) from job_start)::int as left`.execute(
    database.admin,
  )
  return rows[0]!.left + (await chunks.backlog()).all
}

/** Every effect that the ledger knows of. */
async function records({ admin }: TestDatabase): Promise<unknown[]> {
  const { rows } = await sql<{ record: unknown }>`
    select record from ledger_entry cross join jsonb_array_elements(records) as record
     order by record`.execute(admin)
  return rows.map(({ record }) => record)
}
