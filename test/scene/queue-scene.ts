import { onTestFinished } from 'vitest'
import { openListDoor, type ListDoor } from '../../src/accept/list-door.ts'
import { openRedactionDoor, type Accepted } from '../../src/accept/redaction-door.ts'
import { createClosing, type Closing } from '../../src/closing.ts'
import { createLogger, type Logger } from '../../src/logger.ts'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue, type DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import type { TestedBackend } from '../each-backend.ts'
import { startRedis, type RedisServer } from '../redis-server.ts'
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts'

/** A database, and for the Redis half a Redis, of the test's own, with the door to accept by. */
export interface QueueScene {
  readonly closing: Closing
  readonly database: TestDatabase
  readonly redis: RedisServer | undefined
  readonly backend: QueueBackend
  readonly queue: DeliveryQueue
  /** Where chunks go. */
  readonly chunks: DeliveryQueue
  readonly lists: ListDoor
  accept(request: RedactionRequest): Promise<Accepted>
  startWorker(env?: Readonly<Record<string, string>>, script?: string): WorkerProcess
}

/** Opened for one test and closed with it. */
export async function openQueueScene(
  kind: TestedBackend,
  logger: Logger = createLogger('silent'),
): Promise<QueueScene> {
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const { database, close } = await createTestDatabase()
  closing.opened(database, close)
  const redis = kind === 'redis' ? await startRedis() : undefined
  closing.opened(redis, (server) => server?.stop())
  const backend = redis ? { kind: 'redis' as const, url: redis.url } : database.backend('postgres')
  const queue = closing.opened(openDeliveryQueue(QUEUES.redactions, backend, logger), (one) =>
    one.close(),
  )
  const chunks = closing.opened(openDeliveryQueue(QUEUES.erasures, backend, logger), (one) =>
    one.close(),
  )
  await Promise.all([queue.ready(), chunks.ready()])
  const door = openRedactionDoor(database.db, queue, logger)
  return {
    closing,
    database,
    redis,
    backend,
    queue,
    chunks,
    lists: openListDoor({ db: database.db, queue: chunks, logger }, 2),
    accept: (request) => door.accept('default', { request, requestedBy: 'library' }),
    startWorker: (env = {}, script) =>
      startWorkerProcess({
        databaseUrl: database.url,
        redisUrl: redis?.url,
        env,
        ...(script === undefined ? {} : { script }),
      }),
  }
}
