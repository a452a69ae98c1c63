import type { Closing } from '../closing.ts'
import type { QueueBackend } from '../queue/backend.ts'
import { openRedis, type RedisClient } from '../queue/open-redis.ts'

/**
 * Where requests are counted for all API processes together: the queue's Redis, if there is one.
 * It answers at once or not at all; while it is away nobody is limited.
 */
export function connectRateStore(backend: QueueBackend, closing: Closing): RedisClient | undefined {
  if (backend.kind === 'postgres') return undefined
  const redis = openRedis(backend.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
  })
  return closing.opened(redis, (one) => {
    one.disconnect()
  })
}
