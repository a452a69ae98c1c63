import type { Logger } from '../../logger.ts'
import { findRefusal } from '../../queue/assert-redis.ts'
import type { QueueBackend } from '../../queue/backend.ts'
import { QUEUES } from '../../queue/names.ts'
import { openDeliveryQueue } from '../../queue/open-delivery-queue.ts'
import { openRedis } from '../../queue/open-redis.ts'
import { ok, problem, warning, type Check } from './check.ts'
import { checkPaused } from './check-paused.ts'
import { checkRedisJobs } from './check-redis-jobs.ts'

/** Whether the queue answers and, on Redis, takes and keeps what it is given. */
export async function checkQueue(backend: QueueBackend, logger: Logger): Promise<Check[]> {
  const refusal = backend.kind === 'redis' ? await findRefusal(backend.url) : undefined
  if (refusal) return [problem('queue', refusal.problem, refusal.cure)]
  const queue = openDeliveryQueue(QUEUES.redactions, backend, logger)
  try {
    await queue.ready()
    const { waiting } = await queue.backlog()
    const reached = ok('queue', `on ${backend.kind}; deliveries that wait: ${String(waiting)}`)
    const paused = await checkPaused(backend, logger)
    return [reached, ...paused, ...(backend.kind === 'redis' ? await checkRedis(backend.url) : [])]
  } catch {
    return [
      backend.kind === 'redis'
        ? problem('queue', "Redis can't be reached", 'start it, check REDIS_URL, or unset that')
        : problem('queue', "its tables on Postgres can't be used", 'run `unsaid migrate`'),
    ]
  } finally {
    await queue.close()
  }
}

async function checkRedis(url: string): Promise<Check[]> {
  const redis = openRedis(url, { maxRetriesPerRequest: 1, connectTimeout: 5_000 })
  try {
    // A managed server may forbid either.
    const info = fieldsOf(await redis.info().catch(() => ''))
    const [, save] = await redis.config('GET', 'save').then(
      (answer) => answer,
      () => [],
    )
    return [
      judgePolicy(info.get('maxmemory_policy')),
      judgePersistence(info, save),
      ...(await checkRedisJobs(redis)),
    ]
  } finally {
    redis.disconnect()
  }
}

export function judgePolicy(policy: string | undefined): Check {
  const check = 'redis policy'
  if (policy === 'noeviction') return ok(check, 'noeviction')
  const cure = 'set maxmemory-policy to noeviction'
  if (policy === undefined) return warning(check, 'Redis does not tell it', cure)
  return problem(check, `${policy} lets Redis throw away what is queued`, cure)
}

/** @param save undefined when Redis does not tell it, empty when it takes no snapshots */
export function judgePersistence(info: ReadonlyMap<string, string>, save?: string): Check {
  const check = 'redis persistence'
  if (info.get('aof_enabled') === '1') return ok(check, 'append-only file')
  if (info.size === 0) return warning(check, 'Redis does not tell it', 'see that appendonly is yes')
  return warning(
    check,
    save === ''
      ? 'none: a restart forgets raw jobs that no worker took yet'
      : 'no append-only file: a crash forgets raw jobs added since the last snapshot',
    'set appendonly to yes; jobs of the other doors come back without it',
  )
}

function fieldsOf(info: string): Map<string, string> {
  return new Map(
    info.split('\r\n').flatMap((line) => {
      const [name, value] = line.split(':', 2)
      return name !== undefined && value !== undefined ? [[name, value] as const] : []
    }),
  )
}
