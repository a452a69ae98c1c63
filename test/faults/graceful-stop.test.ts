import { expect, test } from 'vitest'
import { newQueue } from '../../src/queue/backend.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { describeBackends } from '../each-backend.ts'
import { waitsForAPart } from '../workers/app-connections.ts'
import { holdPart } from '../workers/held-part.ts'
import { acceptAll, asAdmin, outcomeCounts } from '../workers/job-rows.ts'
import { disagreementsAtRest, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { storeConversations } from '../scene/stored-conversations.ts'

/** More than a worker with one lane takes from its queue before the first are done. */
const JOBS = 4_000

describeBackends('a worker process that is told to stop', (kind) => {
  test('finishes what runs, leaves nothing active and exits 0', async () => {
    const scene = await openQueueScene(kind)
    const jobs = await acceptMany(scene)
    await slowDown(scene)
    const worker = scene.startWorker({ UNSAID_LANES: '1' })
    const counts = () => outcomeCounts(scene.database, jobs)
    await pollUntil(counts, ({ redacted = 0 }) => redacted > 0, { every: 10 })
    worker.kill('SIGTERM')
    expect(await worker.exited).toEqual({ code: 0, signal: null })

    const { none = 0, redacted } = await counts()
    process.stdout.write(`${kind}: stopped with ${redacted} jobs done, ${none} to do\n`)
    expect(none).toBeGreaterThan(0)
    expect(await activeDeliveries(scene)).toBe(0)

    await asAdmin(scene.database, `drop trigger slow on unsaid.conversation_part`)
    scene.startWorker()
    await pollUntil(counts, ({ none: left = 0 }) => left === 0)
    expect(await disagreementsAtRest(scene)).toEqual(NONE)
  })

  test('exits at once when it is told twice', async () => {
    const scene = await openQueueScene(kind)
    await storeConversations(scene.database.db, { conversations: 1, parts: 2 })
    const holder = await holdPart(scene.database, 'p0-0')
    const worker = scene.startWorker()
    await worker.ready
    await holdTransaction(scene)
    worker.kill('SIGTERM')
    await pollUntil(
      async () => worker.output,
      (output) => output.includes('"msg":"stopping"'),
    )
    // One that follows within half a second counts as the same signal, relayed.
    let isOver = false
    void worker.exited.then(() => (isOver = true))
    await pollUntil(
      async () => {
        if (!isOver) worker.kill('SIGTERM')
        return isOver
      },
      (over) => over,
    )
    expect(await worker.exited).toEqual({ code: 143, signal: null })
    await holder.end()
  })

  test('exits 0 though its queue is away', async (ctx) => {
    const scene = await openQueueScene(kind)
    if (!scene.redis) return ctx.skip('the queue on Postgres is away only with everything else')
    const worker = scene.startWorker()
    await worker.ready
    await scene.redis.kill()
    worker.kill('SIGTERM')
    expect(await worker.exited).toEqual({ code: 0, signal: null })

    const born = scene.startWorker({ LOG_LEVEL: 'trace' })
    await pollUntil(
      async () => born.output,
      (output) => output.includes('queue worker error'),
    )
    born.kill('SIGTERM')
    expect(await born.exited).toEqual({ code: 0, signal: null })
  })
})

async function acceptMany({ database, queue }: QueueScene): Promise<string[]> {
  const stock = await storeConversations(database.db, { conversations: JOBS / 5, parts: 6 })
  const jobs = await acceptAll(database, stock.parts)
  for (let at = 0; at < JOBS; at += 100) await queue.deliver('default', jobs.slice(at, at + 100))
  return jobs
}

/** A millisecond for each message. */
async function slowDown({ database }: QueueScene): Promise<void> {
  await asAdmin(
    database,
    `create function unsaid.slow() returns trigger language plpgsql as
       $$ begin perform pg_sleep(0.001); return new; end $$`,
    `create trigger slow before update on unsaid.conversation_part for each row
       execute function unsaid.slow()`,
  )
}

/** Resolves when the worker's transaction waits for the part that the test holds. */
async function holdTransaction({ database, accept }: QueueScene): Promise<void> {
  await accept({ type: 'conversation_part', conversationId: 'c0', conversationPartId: 'p0-0' })
  await pollUntil(
    () => waitsForAPart(database),
    (waits) => waits,
    { every: 10 },
  )
}

async function activeDeliveries({ backend }: QueueScene): Promise<number> {
  const queue = newQueue(QUEUES.redactions, backend, {})
  queue.on('error', () => undefined)
  try {
    const { active = 0 } = await queue.getJobCounts('active')
    return active
  } finally {
    await queue.close()
  }
}
