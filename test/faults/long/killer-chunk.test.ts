import { expect, test } from 'vitest'
import { findJob } from '../../../src/jobs/find-jobs.ts'
import { DYING_WORKER } from '../../build-unsaid.ts'
import type { TestDatabase } from '../../database-test.ts'
import { acceptedList, deliverAgain, endOf, outcomesOfItems } from '../../bulk/accepted-list.ts'
import { bodyOf } from '../../bulk/bodies.ts'
import { disagreements, NONE } from '../../scene/disagreements.ts'
import { openQueueScene } from '../../scene/queue-scene.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { stopWorkers } from '../stop-workers.ts'
import { partOf, storeConversations } from '../../scene/stored-conversations.ts'
import type { WorkerProcess } from '../../scene/worker-process.ts'

const GIVEN_UP = /"starts":5,"msg":"a chunk is given up/

const PARTS = 3
const CHUNKS = 8

/** One backend: what condemns a chunk is in Postgres, whichever queue delivers it. */
test(
  'a chunk that kills every worker fails alone, after five starts alone',
  {
    timeout: 120_000,
  },
  async () => {
    const { database, chunks, startWorker } = await openQueueScene('postgres')
    await storeConversations(database.db, { conversations: CHUNKS, parts: PARTS + 1 })
    const parts = Array.from({ length: CHUNKS * PARTS }, (_, at) =>
      partOf(Math.floor(at / PARTS), at % PARTS),
    )
    const job = await acceptedList(database.db, parts.map(bodyOf), { chunkSize: PARTS })

    let deaths = 0
    for (;;) {
      const worker = startWorker({ UNSAID_TEST_KILLERS: 'p4-1' }, DYING_WORKER)
      // Not waiting for BullMQ to miss the dead one: that takes up to 20 s a death.
      await deliverAgain(database, chunks)
      const ended = endOf(database, job)
      const exit = await Promise.race([worker.exited, ended.then(() => undefined)])
      if (!exit) {
        expect(worker.output).toMatch(GIVEN_UP)
        await settled(database, worker)
        break
      }
      ended.catch(() => undefined)
      expect(exit.signal).toBe('SIGKILL')
      deaths += 1
      expect(deaths).toBeLessThan(12)
    }
    expect(deaths).toBeGreaterThanOrEqual(6)
    expect((await findJob(database.db, 'default', job))?.state).toBe('completed_with_errors')
    const outcomes = await outcomesOfItems(database.db, job)
    const killer = Array<string>(PARTS).fill('failed/server_error')
    const expected = Array<string>(CHUNKS * PARTS).fill('redacted')
    expect(outcomes).toEqual(expected.toSpliced(4 * PARTS, PARTS, ...killer))
    expect(await disagreements(database)).toEqual(NONE)
  },
)

/** What the dead left is swept away. Then the survivor stops. */
async function settled(database: TestDatabase, survivor: WorkerProcess): Promise<void> {
  await pollUntil(
    () => disagreements(database),
    ({ starts_left: starts }) => starts === 0,
  )
  await stopWorkers([survivor])
}
