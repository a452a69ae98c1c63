import type { RedisOptions } from 'ioredis'

/** How each client of ours holds on to Redis. */
export const REDIS_OPTIONS = {
  // BullMQ's own go up to 20 s, for which a worker would not notice that Redis is back.
  retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  // A link that died without a word is given up by the system after a quarter of an hour. BullMQ's
  // blocking calls take ten seconds at most, so one that waits longer for an answer gets none.
  socketTimeout: 15_000,
} as const satisfies RedisOptions
