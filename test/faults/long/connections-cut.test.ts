import { expect, test } from 'vitest'
import { describeBackends } from '../../each-backend.ts'
import { cutConnections } from '../../workers/app-connections.ts'
import { acceptAll, outcomeCounts } from '../../workers/job-rows.ts'
import { disagreements, NONE } from '../../scene/disagreements.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { openQueueScene } from '../../scene/queue-scene.ts'
import { stopWorkers } from '../stop-workers.ts'
import { storeConversations } from '../../scene/stored-conversations.ts'
import { atScale } from '../../scene/at-scale.ts'

const CUTS = atScale({ small: 3, full: 8 })

describeBackends('a worker whose connections to Postgres are cut again and again', (kind) => {
  test('survives, and does every job once', { timeout: 300_000 }, async () => {
    const { database, queue, startWorker } = await openQueueScene(kind)
    const stock = await storeConversations(database.db, { conversations: 100, parts: 6 })
    const jobs = await acceptAll(database, stock.parts)
    // A delivery of its own for each, and not all by the same four connections at once.
    for (let at = 0; at < jobs.length; at += 50) {
      await Promise.all(jobs.slice(at, at + 50).map((job) => queue.deliver('default', [job])))
    }
    const worker = startWorker()
    await worker.ready

    let landed = 0
    for (let cut = 0; cut < CUTS; cut++) {
      const before = await left()
      if (before > 0 && (await cutConnections(database)) > 0) landed += 1
      // What BullMQ had in hand on a cut connection comes back when its lock has run out.
      await pollUntil(left, (now) => now < before || now === 0, { within: 90_000, every: 5 })
    }
    await pollUntil(left, (now) => now === 0, { within: 90_000 })
    process.stdout.write(`${kind}: ${landed} cuts landed\n`)
    expect(landed).toBeGreaterThan(0)
    expect(worker.running).toBe(true)
    await stopWorkers([worker])
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 500 })
    expect(await disagreements(database)).toEqual(NONE)

    async function left(): Promise<number> {
      const { jobs_without_outcome: without = 0 } = await disagreements(database)
      return without
    }
  })
})
