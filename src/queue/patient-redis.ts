import type { createRedisBackend } from 'bullmq'
import { buryBroken } from './bury-broken.ts'
import { createTogetherBackend } from './end-together.ts'
import { refusalOf } from './refusal.ts'
import { createRest } from './rest.ts'

/** What the cluster's client says when it gave up on the node that it asked. */
const GIVEN_UP = /Too many Cluster redirections|None of startup nodes|Failed to refresh slots/

/** How BullMQ tells a lost connection, after which it repeats a call in its own time. */
const LOST = /^Connection is closed\.$|ECONNREFUSED/

type RedisBackend = ReturnType<typeof createRedisBackend>

/**
 * BullMQ's backend on Redis, for a Redis that answers with errors. It rests while all is refused,
 * and what ends a job looks to BullMQ as if the connection were lost, so that it is tried until it
 * is taken: else it takes the refusal for a failure of the job. A job that BullMQ's scripts fail
 * over is put aside, so that others come after it.
 */
export const createPatientRedis: typeof createRedisBackend = (name, options, kind) => {
  const backend = createTogetherBackend(name, options, kind)
  const ask = createRest(isRefusal)
  // Whoever fetches is called again at once, whatever the error was.
  const fetch = createRest((error) => !isLost(error))
  const wait = createRest(isRefusal)
  const resting = <A extends unknown[], T>(asks: typeof ask, call: (...args: A) => Promise<T>) => {
    return (...args: A) => asks(() => call(...args))
  }
  const ending = <A extends unknown[], T>(end: (...args: A) => Promise<T>) => {
    const ended = burying(backend, end)
    return (...args: A) => patient(() => ask(() => ended(...args)))
  }
  backend.moveToActive = resting(fetch, fetching(backend))
  backend.waitForJob = resting(wait, backend.waitForJob.bind(backend))
  backend.moveStalledJobsToWait = resting(ask, backend.moveStalledJobsToWait.bind(backend))
  backend.extendLocks = resting(ask, backend.extendLocks.bind(backend))
  backend.setRateLimit = resting(ask, backend.setRateLimit.bind(backend))
  backend.moveToCompleted = ending(backend.moveToCompleted.bind(backend))
  backend.moveToFailed = ending(backend.moveToFailed.bind(backend))
  backend.moveJobFromActiveToWait = ending(backend.moveJobFromActiveToWait.bind(backend))
  return backend
}

type Fetch = (token: string, name?: string) => Promise<unknown[]>

/** Fetches the next job; if it can't be handed out, the one after it. */
function fetching(backend: RedisBackend) {
  const fetch: Fetch = backend.moveToActive.bind(backend)
  return async (token: string, name?: string): Promise<unknown[]> => {
    for (;;) {
      try {
        return await fetch(token, name)
      } catch (error) {
        if (!isOfJob(error) || (await buryBroken(backend)) === 0) throw error
      }
    }
  }
}

/** Puts a job aside that can't be ended twice, or after which the next can't be handed out. */
function burying<A extends unknown[], T>(backend: RedisBackend, end: (...args: A) => Promise<T>) {
  return async (...args: A): Promise<T> => {
    try {
      return await end(...args)
    } catch (error) {
      if (isOfJob(error)) await buryBroken(backend, againId(args[0]))
      throw error
    }
  }
}

/** The message is how BullMQ knows a lost connection. */
async function patient<T>(end: () => Promise<T>): Promise<T> {
  try {
    return await end()
  } catch (error) {
    throw isRefusal(error) ? new Error('Connection is closed.', { cause: error }) : error
  }
}

/** The id of a job that was handed out before: what kept it from its end may have passed. */
function againId(job: unknown): string | undefined {
  if (typeof job !== 'object' || job === null) return undefined
  const { id, attemptsStarted, stalledCounter } = job as Record<string, unknown>
  const isAgain = Number(attemptsStarted) > 1 || Number(stalledCounter) > 0
  return typeof id === 'string' && isAgain ? id : undefined
}

function isRefusal(error: unknown): boolean {
  return refusalOf(error) !== undefined || (error instanceof Error && GIVEN_UP.test(error.message))
}

function isLost(error: unknown): boolean {
  return error instanceof Error && LOST.test(error.message)
}

/** Whether Redis answered with an error that another job would not have met. */
function isOfJob(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError' && !isRefusal(error)
}
