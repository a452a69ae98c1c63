import { expect, test } from 'vitest'
import { describeBackends } from '../../each-backend.ts'
import { acceptAll, outcomeCounts } from '../../workers/job-rows.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { openQueueScene } from '../../scene/queue-scene.ts'
import { partingProxy } from '../../scene/raw-parting-proxy.ts'
import { storeConversations } from '../../scene/stored-conversations.ts'
import { startWorkerProcess } from '../../scene/worker-process.ts'

/** More than a worker opens before it works again. */
const CONNECTIONS = 12

describeBackends('a worker whose new connections are terminated as they are ready', (kind) => {
  test('goes on, and does what comes', async () => {
    const { database, queue, redis } = await openQueueScene(kind)
    const stock = await storeConversations(database.db, { conversations: 20, parts: 6 })
    const address = new URL(database.url)
    const proxy = await partingProxy(Number(address.port))
    address.host = `127.0.0.1:${proxy.port}`
    const worker = startWorkerProcess({ databaseUrl: address.href, redisUrl: redis?.url })
    await worker.ready

    proxy.part(CONNECTIONS)
    const jobs = await acceptAll(database, stock.parts)
    for (const job of jobs) await queue.deliver('default', [job])

    const counts = () => outcomeCounts(database, jobs)
    await pollUntil(counts, ({ redacted }) => redacted === jobs.length || !worker.running)
    await pollUntil(
      () => Promise.resolve(proxy.parted),
      (parted) => parted === CONNECTIONS || !worker.running,
    )
    expect(worker.running, worker.output).toBe(true)
    expect(await counts()).toEqual({ redacted: jobs.length })
  })
})
