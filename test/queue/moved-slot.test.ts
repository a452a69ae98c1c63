import { Queue } from 'bullmq'
import { Cluster, Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { openRedactionDoor } from '../../src/accept/redaction-door.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { bodyOf } from '../bulk/bodies.ts'
import { NO_REDIS, type RedisServer } from '../redis-server.ts'
import { outcomeCounts } from '../workers/job-rows.ts'
import { holderOf, joinCluster, openServers, portOf } from './redis-servers.ts'

const logger = createLogger('silent')

/** Of each kind. */
const JOBS = 300

/** Both queues are in it. */
const TAG = '{unsaid}'

/** What is accepted comes back by its wakeup; what a program puts into the queue is only there. */
function openWork({ db }: TestDatabase, nodes: string) {
  const backend = { kind: 'redis', url: `redis+cluster://${nodes}` } as const
  const worker = startWorker({ db, backend, logger })
  onTestFinished(() => worker.close())
  const queue = openDeliveryQueue(QUEUES.redactions, backend, logger)
  onTestFinished(() => queue.close())
  const connection = new Cluster(nodes.split(','), { redisOptions: { maxRetriesPerRequest: null } })
  const raw = new Queue('redactions', { connection, prefix: TAG })
  raw.on('error', () => {}) // told again, as its owner would
  onTestFinished(async () => {
    await raw.close()
    connection.disconnect()
  })
  const door = openRedactionDoor(db, queue, logger)
  return {
    ready: () => Promise.all([worker.ready(), queue.ready(), raw.waitUntilReady()]),
    async accept(part: number): Promise<string> {
      const ask = { request: partOf(0, part), requestedBy: 'library' }
      return (await door.accept('default', ask)).job
    },
    async add(part: number): Promise<string> {
      const id = `raw-${part}`
      const data = { ...bodyOf(partOf(1, part)), request_id: id }
      await raw.add('redact', data, { jobId: id, attempts: 3 })
      return id
    },
  }
}

/** As `redis-cli --cluster reshard` does it: key by key, while both masters are asked. */
async function moveSlot(servers: readonly RedisServer[], from: RedisServer): Promise<number> {
  const to = servers.find((one) => one !== from)!
  const [source, target] = [new Redis(from.url), new Redis(to.url)]
  const ids = await Promise.all([source, target].map((one) => one.call('cluster', 'myid')))
  const [sourceId, targetId] = ids.map(String) as [string, string]
  const slot = String(await source.call('cluster', 'keyslot', TAG))
  await target.call('cluster', 'setslot', slot, 'importing', sourceId)
  await source.call('cluster', 'setslot', slot, 'migrating', targetId)
  let moved = 0
  for (;;) {
    const keys = (await source.call('cluster', 'getkeysinslot', slot, '5')) as string[]
    if (keys.length === 0) break
    const place = ['127.0.0.1', portOf(to), '', '0', '5000'] as const
    await source.call('migrate', ...place, 'replace', 'keys', ...keys)
    moved += keys.length
  }
  await target.call('cluster', 'setslot', slot, 'node', targetId)
  await source.call('cluster', 'setslot', slot, 'node', targetId)
  source.disconnect()
  target.disconnect()
  return moved
}

test("while the queues' slot moves to another master nothing that was accepted or queued is lost", async ({
  database,
  skip,
}) => {
  const servers = await openServers(3, { 'cluster-enabled': 'yes' })
  if (!servers) return skip(NO_REDIS)
  await joinCluster(servers)
  await storeConversations(database.db, { conversations: 2, parts: JOBS + 1 })
  const work = openWork(database, servers.map((one) => `127.0.0.1:${portOf(one)}`).join(','))
  await work.ready()
  const jobs = [await work.accept(0), await work.add(0)]
  await expect.poll(() => outcomeCounts(database, jobs)).toEqual({ redacted: 2 })

  const holder = await holderOf(servers)
  const load = (async () => {
    for (let part = 1; part < JOBS; part++) {
      jobs.push(...(await Promise.all([work.accept(part), work.add(part)])))
    }
  })()
  await expect.poll(() => jobs.length).toBeGreaterThan(50)
  const moved = await moveSlot(servers, holder)
  const during = jobs.length
  await load
  expect(await holderOf(servers)).not.toBe(holder)
  await expect.poll(() => outcomeCounts(database, jobs)).toEqual({ redacted: 2 * JOBS })
  process.stdout.write(`${moved} keys moved, ${during} of ${2 * JOBS} jobs in by then\n`)
})
