import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { openRedactionDoor } from '../../src/accept/redaction-door.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { NO_REDIS, type RedisServer } from '../redis-server.ts'
import { outcomeCounts } from '../workers/job-rows.ts'
import { knowsReplicas, startSentinel } from './redis-sentinel.ts'
import { holderOf, joinCluster, openServers, portOf } from './redis-servers.ts'

const logger = createLogger('silent')
const PARTS = 30

/** Accepts one request after the other, and has a worker of its own. */
function openWork({ db }: TestDatabase, redisUrl: string) {
  const backend = { kind: 'redis', url: redisUrl } as const
  const worker = startWorker({ db, backend, logger, dispatchEvery: 1_000 })
  onTestFinished(() => worker.close())
  const queue = openDeliveryQueue(QUEUES.redactions, backend, logger)
  onTestFinished(() => queue.close())
  const door = openRedactionDoor(db, queue, logger)
  const jobs: string[] = []
  return {
    ready: () => Promise.all([worker.ready(), queue.ready()]),
    jobs,
    async accept(conversation: number, from: number, to: number): Promise<void> {
      for (let at = from; at < to; at++) {
        const ask = { request: partOf(conversation, at), requestedBy: 'library' }
        jobs.push((await door.accept('default', ask)).job)
      }
    },
  }
}

test('on a cluster of three masters nothing that was accepted is lost, the queue master killed or not', async ({
  database,
  skip,
}) => {
  const servers = await openServers(3, { 'cluster-enabled': 'yes' })
  if (!servers) return skip(NO_REDIS)
  await joinCluster(servers)
  await storeConversations(database.db, { conversations: 1, parts: PARTS + 1 })
  const nodes = servers.map((server) => `127.0.0.1:${portOf(server)}`).join(',')
  const work = openWork(database, `redis+cluster://${nodes}`)
  await work.ready()
  await work.accept(0, 0, 10)
  await expect.poll(() => outcomeCounts(database, work.jobs)).toEqual({ redacted: 10 })

  const holder = await holderOf(servers)
  await holder.kill()
  await work.accept(0, 10, 20)
  await holder.restart()
  await work.accept(0, 20, PARTS)
  await expect.poll(() => outcomeCounts(database, work.jobs)).toEqual({ redacted: PARTS })
})

test('behind sentinels nothing that was accepted is lost in a failover', async ({
  database,
  skip,
}) => {
  const servers = await openServers(2)
  if (!servers) return skip(NO_REDIS)
  const [master, replica] = servers as [RedisServer, RedisServer]
  const follow = new Redis(replica.url)
  await follow.replicaof('127.0.0.1', portOf(master))
  const port = await startSentinel('main', portOf(master))
  await expect.poll(() => knowsReplicas(port, 'main'), { timeout: 60_000 }).toBe(1)
  await expect.poll(() => follow.info('replication')).toContain('master_link_status:up')
  await storeConversations(database.db, { conversations: 2, parts: PARTS + 1 })
  const work = openWork(database, `redis+sentinel://127.0.0.1:${port}/main`)
  await work.ready()
  await work.accept(1, 0, 10)
  await expect.poll(() => outcomeCounts(database, work.jobs)).toEqual({ redacted: 10 })

  await master.kill()
  await work.accept(1, 10, 20)
  await expect.poll(() => follow.info('replication')).toContain('role:master')
  follow.disconnect()
  await work.accept(1, 20, PARTS)
  await expect.poll(() => outcomeCounts(database, work.jobs)).toEqual({ redacted: PARTS })
})
