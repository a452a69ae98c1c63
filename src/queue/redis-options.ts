import type { RedisOptions } from 'ioredis'

/** How each client of ours holds on to Redis, however its Redis is made up. */
export const REDIS_OPTIONS = {
  // A link that died without a word is given up by the system after a quarter of an hour. BullMQ's
  // blocking calls take ten seconds at most, so one that waits longer for an answer gets none.
  socketTimeout: 15_000,
  // It asks INFO, which an ACL may forbid, each second while Redis loads, and warns on stderr.
  enableReadyCheck: false,
  // Two calls more for each connection, and a server that refuses is connected to again and again.
  disableClientInfo: true,
} as const satisfies RedisOptions
