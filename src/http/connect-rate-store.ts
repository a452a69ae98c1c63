import { Redis } from 'ioredis'
import type { Closing } from '../closing.ts'
import type { QueueBackend } from '../queue/backend.ts'
import { REDIS_OPTIONS } from '../queue/redis-options.ts'

/**
 * Where requests are counted for all API processes together: the queue's Redis, if there is one.
 * It answers at once or not at all; while it is away nobody is limited.
 */
export function connectRateStore(backend: QueueBackend, closing: Closing): Redis | undefined {
  if (backend.kind === 'postgres') return undefined
  const redis = new Redis(backend.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
    ...REDIS_OPTIONS,
  })
  // Reported by the queue, which has the same server.
  redis.on('error', () => undefined)
  return closing.opened(redis, (one) => {
    one.disconnect()
  })
}
