import { expect, test } from 'vitest'
import { findLists } from '../../src/bulk/find-lists.ts'
import { describeBackends } from '../each-backend.ts'
import { acceptedList, deliverAgain, endOf, everyItem } from '../bulk/accepted-list.ts'
import { expectedTally, misjudged, pickItems, tallyOf } from './bulk-items.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { closeGate } from '../scene/chunk-gate.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { seededRandom } from '../scene/seeded-random.ts'
import { stopWorkers } from './stop-workers.ts'
import { storeConversations } from '../scene/stored-conversations.ts'
import type { WorkerProcess } from '../scene/worker-process.ts'
import { atScale } from '../scene/at-scale.ts'

const ITEMS = Number(process.env.UNSAID_BULK_ITEMS ?? atScale({ small: 600, full: 4_000 }))
/** With a size of one's own nothing is hurried: deaths are noticed by the queue or the dispatcher. */
const PATIENT = process.env.UNSAID_BULK_ITEMS !== undefined
const CHUNKS = Math.max(20, ITEMS / 1_000)
const KILLED_AT = atScale({ small: [0.5], full: [0.1, 0.5, 0.9] })
const FLUSHED_AT = 0.5
const WORKERS = 2

const TIMES = `${KILLED_AT.length} times`

describeBackends(`a list of ${ITEMS} items whose workers are all killed ${TIMES}`, (kind) => {
  test('ends, and every item ended as it must', { timeout: 900_000 }, async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const random = seededRandom(`bulk kills on ${kind}`)
    const stock = await storeConversations(database.db, {
      conversations: Math.ceil(ITEMS / 7),
      parts: 6,
    })
    const items = pickItems(stock, ITEMS, random)
    const values = items.map(({ value }) => value)
    const job = await acceptedList(database.db, values, { chunkSize: Math.ceil(ITEMS / CHUNKS) })
    await deliverAgain(database, scene.chunks)

    const survivors = await killAllAt(scene, KILLED_AT)
    const { state } = await endOf(database, job)
    await stopWorkers(survivors)
    expect(state).toBe('completed_with_errors')
    const stored = await everyItem(database.db, job)
    expect(misjudged(items, stored)).toEqual([])
    expect(tallyOf(stored)).toEqual(expectedTally(items))
    const list = (await findLists(database.db, 'default', [job])).get(job)
    expect(list?.progress).toEqual({
      ...expectedTally(items),
      ...{ total: ITEMS, processed: ITEMS, canceled: 0 },
    })
    expect(await disagreements(database)).toEqual(NONE)
  })
})

/**
 * Each time in the middle of a chunk: its rows are rewritten and not committed.
 *
 * @returns those that took the place of the last
 */
async function killAllAt(scene: QueueScene, shares: readonly number[]): Promise<WorkerProcess[]> {
  const { database } = scene
  const stops = [...shares.map((share) => Math.ceil(share * CHUNKS)), CHUNKS]
  const gate = await closeGate(database, stops[0]!)
  const start = () => Array.from({ length: WORKERS }, () => scene.startWorker())
  let workers = start()
  for (const [at, share] of shares.entries()) {
    await gate.waiting()
    for (const worker of workers) worker.kill('SIGKILL')
    for (const worker of workers) expect((await worker.exited).signal).toBe('SIGKILL')
    await gate.open(stops[at + 1]!)
    workers = start()
    if (share === FLUSHED_AT) await scene.redis?.flush()
    if (!PATIENT) await hurry(scene, share)
  }
  return workers
}

/** Not waiting for a death to be noticed, or for the dispatcher's half a minute. */
async function hurry({ database, chunks, redis }: QueueScene, share: number): Promise<void> {
  if (redis && share === FLUSHED_AT) await asAdmin(database, `update wakeup set due_at = now()`)
  else await deliverAgain(database, chunks)
}
