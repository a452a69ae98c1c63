import { expect, test } from 'vitest'
import { openRedactionDoor } from '../../src/accept/redaction-door.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { NO_REDIS } from '../redis-server.ts'
import { outcomeCounts } from '../workers/job-rows.ts'
import { openQueueScene } from './queue-scene.ts'
import { cuttableProxy } from './raw-cuttable-proxy.ts'
import { partOf, storeConversations } from './stored-conversations.ts'

const logger = createLogger('silent')

test('a link to Redis that died without a word is replaced', async ({ skip }) => {
  const { closing, database, redis } = await openQueueScene('redis')
  if (!redis) return skip(NO_REDIS)
  await storeConversations(database.db, { conversations: 1, parts: 4 })
  const proxy = await cuttableProxy(Number(new URL(redis.url).port))
  const backend = { kind: 'redis', url: `redis://127.0.0.1:${proxy.port}` } as const
  const { db, url, appRole } = database
  // Its wakeups come too late for this test: what it does it was told by the queue.
  const settings = { db, url, appRole, backend, logger, dispatchEvery: 600_000 }
  const worker = closing.opened(startWorker(settings), (one) => one.close())
  const queue = closing.opened(openDeliveryQueue(QUEUES.redactions, backend, logger), (one) =>
    one.close(),
  )
  await Promise.all([worker.ready(), queue.ready()])
  const door = openRedactionDoor(db, queue, logger)
  const redacted = async (position: number) => {
    const request = partOf(0, position)
    const { job } = await door.accept('default', { request, requestedBy: 'library' })
    await expect.poll(() => outcomeCounts(database, [job])).toEqual({ redacted: 1 })
  }

  await redacted(0)
  proxy.silence()
  await redacted(1)
})
