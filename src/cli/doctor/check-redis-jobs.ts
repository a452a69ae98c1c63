import { graveOf } from '../../queue/bury-broken.ts'
import { QUEUE_NAMES, QUEUE_PREFIX, QUEUES } from '../../queue/names.ts'
import type { RedisClient } from '../../queue/open-redis.ts'
import { ok, warning, type Check } from './check.ts'

/** Where BullMQ puts jobs by default, and where one may look for ours without the braces. */
const WRONG_PREFIXES = ['bull', 'unsaid', '{bull}'] as const

/** Raw jobs that no worker will take, or has put aside. */
export async function checkRedisJobs(redis: RedisClient): Promise<Check[]> {
  return [await checkUnreadable(redis), ...(await checkPrefix(redis))]
}

async function checkUnreadable(redis: RedisClient): Promise<Check> {
  const check = 'unreadable jobs'
  const graves = QUEUE_NAMES.map((name) => graveOf(QUEUE_PREFIX, name))
  const counts = await Promise.all(graves.map((grave) => redis.zcard(grave)))
  const full = graves.filter((_, at) => (counts[at] ?? 0) > 0)
  if (full.length === 0) return ok(check, 'none')
  const count = counts.reduce((sum, one) => sum + one, 0)
  return warning(
    check,
    `${count} that BullMQ can not hand out were put aside`,
    `their ids are in ${full.join(' and ')}: add what they asked for again, and delete that`,
  )
}

async function checkPrefix(redis: RedisClient): Promise<Check[]> {
  const counts = await Promise.all(
    WRONG_PREFIXES.map((prefix) =>
      // An ACL that lets us read our own keys only has nobody write them elsewhere, either.
      redis.llen(`${prefix}:${QUEUES.redactions}:wait`).catch(() => 0),
    ),
  )
  return WRONG_PREFIXES.flatMap((prefix, at) => {
    const count = counts[at] ?? 0
    const message = `${count} jobs wait under the prefix ${prefix}, where no worker looks`
    const cure = `let their producer use the prefix ${QUEUE_PREFIX}`
    return count > 0 ? [warning('raw prefix', message, cure)] : []
  })
}
