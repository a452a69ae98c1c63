import { randomUUID } from 'node:crypto'
import { QUEUE_PREFIX } from './names.ts'
import type { RedisClient } from './open-redis.ts'

/** As BullMQ works: a script that writes. A full Redis, a replica or an ACL refuses it. */
const WRITE = `redis.call('SET', KEYS[1], '1', 'PX', 5000) return redis.call('DEL', KEYS[1])`

/** @throws what Redis answers when it takes no writes under this prefix */
export async function writeProbe(client: RedisClient, prefix = QUEUE_PREFIX): Promise<void> {
  await client.eval(WRITE, 1, `${prefix}:probe:${randomUUID()}`)
}
