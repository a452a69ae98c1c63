import { StartError } from '../failure.ts'
import { parseRedisUrl } from '../redis-url.ts'
import type { QueueBackend } from './backend.ts'
import { CLUSTER, explainRefusal, SENTINEL, type Explained } from './explain-refusal.ts'
import { openRedis, type RedisClient } from './open-redis.ts'
import { within } from './within.ts'
import { writeProbe } from './write-probe.ts'

/** Milliseconds for Redis to answer. */
const PATIENCE = 3_000

/**
 * Refuses a Redis that can't be the queue's until somebody changes the set-up. One that is away,
 * full or still loading is waited for by whoever works with it.
 *
 * @throws StartError
 */
export async function assertRedis(backend: QueueBackend): Promise<void> {
  if (backend.kind === 'postgres') return
  const found = await findRefusal(backend.url, backend.prefix)
  if (found?.lasts) throw new StartError(`${found.problem} (REDIS_URL): ${found.cure}`)
}

/** What keeps Redis from being the queue's; undefined when nothing does, or when it is away. */
export async function findRefusal(url: string, prefix?: string): Promise<Explained | undefined> {
  const client = openRedis(url, { retryStrategy: () => null })
  const heard: unknown[] = []
  client.on('error', (error) => heard.push(error))
  try {
    return await within(PATIENCE, lookAt(client, url, prefix))
  } catch (error) {
    // A command only says that the connection is closed, the first event says why.
    return explainRefusal(heard[0]) ?? explainRefusal(error)
  } finally {
    client.disconnect()
  }
}

async function lookAt(client: RedisClient, url: string, prefix?: string) {
  if (parseRedisUrl(url)?.kind === 'single') {
    // A node of a cluster may have the queue's slot today, and a sentinel can be told apart.
    const mode = /redis_mode:(\w+)/.exec(await client.info('server').catch(() => ''))?.[1]
    if (mode === 'cluster') return CLUSTER
    if (mode === 'sentinel') return SENTINEL
  }
  await writeProbe(client, prefix)
  return undefined
}
