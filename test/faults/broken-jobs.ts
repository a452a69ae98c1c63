import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid, startUnsaid } from '../cli/run-unsaid.ts'
import { createTestDatabase } from '../database-test.ts'
import { NO_REDIS } from '../redis-server.ts'
import { openServers } from '../queue/redis-servers.ts'
import { pollUntil } from '../scene/poll-until.ts'

const QUEUE = '{unsaid}:redactions'

/** What somebody at a prompt may leave in the queue's Redis where a job belongs. */
export const BROKEN_JOBS: Readonly<
  Record<string, (redis: Redis, key: string) => Promise<unknown>>
> = {
  'a raw job whose data is no JSON': (redis, key) => redis.hset(key, 'data', 'take {this} back'),
  'a raw job whose key is no hash': (redis, key) => redis.set(key, 'text'),
}

/** @returns seconds until it is out of the way, and what `unsaid doctor` says of it */
export async function measureBroken(breaks: (redis: Redis, key: string) => Promise<unknown>) {
  const [server] = (await openServers(1)) ?? []
  if (!server) return NO_REDIS
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { ...environmentOf(database), REDIS_URL: server.url, PORT: '0' }
  const running = startUnsaid(['start'], { env })
  await running.said('Unsaid listens at')
  const redis = new Redis(server.url)
  onTestFinished(() => redis.disconnect())

  await breaks(redis, `${QUEUE}:broken`)
  const since = performance.now()
  await redis.rpush(`${QUEUE}:wait`, 'broken')
  await redis.zadd(`${QUEUE}:marker`, 0, '0')
  const left = async () =>
    (await redis.llen(`${QUEUE}:wait`)) + (await redis.llen(`${QUEUE}:active`))
  await pollUntil(left, (count) => count === 0, { every: 20 })
  const seconds = (performance.now() - since) / 1_000
  const doctor = await runUnsaid(['doctor'], { env })
  const said = doctor.stdout.split('\n').find((line) => /^warning .*jobs/.test(line))
  running.child.kill('SIGTERM')
  await running.ended
  return { seconds, doctor: said?.replace(/^warning +/, '') ?? 'nothing' }
}
