import { expect, test } from 'vitest'
import { DYING_WORKER } from '../../build-unsaid.ts'
import type { TestDatabase } from '../../database-test.ts'
import { describeBackends } from '../../each-backend.ts'
import { acceptAll, outcomeCounts, outcomesOf } from '../../workers/job-rows.ts'
import { disagreements, NONE } from '../../scene/disagreements.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { openQueueScene } from '../../scene/queue-scene.ts'
import { stopWorkers } from '../stop-workers.ts'
import { partOf, storeConversations } from '../../scene/stored-conversations.ts'
import type { WorkerProcess } from '../../scene/worker-process.ts'

const GIVEN_UP = /"starts":5,"msg":"a job is given up/

describeBackends('a job that kills every worker', (kind) => {
  test('is given up after five starts alone; its neighbours are done', async () => {
    const { database, queue, startWorker } = await openQueueScene(kind)
    await storeConversations(database.db, { conversations: 20, parts: 4 })
    const requests = Array.from({ length: 60 }, (_, at) => partOf(Math.floor(at / 3), at % 3))
    const jobs = await acceptAll(database, requests)
    const killer = jobs[31]!
    await queue.deliver('default', jobs)

    const deaths: WorkerProcess[] = []
    for (;;) {
      const worker = startWorker({ UNSAID_TEST_KILLERS: 'p10-1' }, DYING_WORKER)
      // Not waiting for BullMQ to miss the dead one: that takes up to 20 s a death.
      if (deaths.length > 0) await queue.deliver('default', jobs, true)
      const ended = pollUntil(
        () => outcomesOf(database, [killer]),
        ([outcome]) => outcome !== null,
        { within: 50_000 },
      )
      const exit = await Promise.race([worker.exited, ended.then(() => undefined)])
      if (!exit) {
        expect(worker.output).toMatch(GIVEN_UP)
        await comesToRest(database, worker)
        break
      }
      ended.catch(() => undefined)
      expect(exit.signal).toBe('SIGKILL')
      deaths.push(worker)
      expect(deaths.length).toBeLessThan(12)
    }
    process.stdout.write(`${kind}: the killer ended ${deaths.length} workers\n`)
    // At least one start in a group, then five alone.
    expect(deaths.length).toBeGreaterThanOrEqual(6)
    expect(await outcomesOf(database, [killer])).toEqual(['failed/server_error'])
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 59, 'failed/server_error': 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })
})

/** Stops a worker once all is done: deliveries of the dead ones still reach it. */
async function comesToRest(database: TestDatabase, worker: WorkerProcess): Promise<void> {
  await pollUntil(
    () => disagreements(database),
    (found) => found.jobs_without_outcome === 0 && found.starts_left === 0,
  )
  await stopWorkers([worker])
}
