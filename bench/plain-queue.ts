import { createPostgresBackend, Queue, withBackend, Worker, type Job } from 'bullmq'
import { connectionOptions } from '../src/database/server-settings.ts'
import { QUEUES, QUEUE_PREFIX, QUEUE_SCHEMA } from '../src/queue/names.ts'
import { APP_ROLE } from '../test/postgres-server.ts'

const onPostgres = withBackend(createPostgresBackend)

/** Where BullMQ is, for a counterpart that uses it plainly. */
export interface PlainPlace {
  readonly url: string
  /** Undefined: on Postgres. */
  readonly redisUrl: string | undefined
}

/** What a counterpart uses of a BullMQ queue. */
export interface PlainQueue {
  readonly name: string
  readonly prefix: string
  add(name: string, data: unknown): Promise<unknown>
  addBulk(jobs: { name: string; data: unknown }[]): Promise<unknown>
  getJobCounts(...states: ('wait' | 'active')[]): Promise<Record<string, number>>
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/** Of its two queues only the names exist on Postgres; no worker of ours listens to this one here. */
const PLAIN = QUEUES.erasures
const PLAIN_PREFIX = 'bull'

/** What is done with is dropped, as ours is: else the counterpart would pay for keeping it. */
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true }

/** A queue as the counterparts use it; `raw`: the one that Unsaid's worker takes raw jobs from. */
export function openPlainQueue(place: PlainPlace, kind: 'plain' | 'raw' = 'plain'): PlainQueue {
  const name = kind === 'raw' ? QUEUES.redactions : PLAIN
  const prefix = kind === 'raw' ? QUEUE_PREFIX : PLAIN_PREFIX
  const defaultJobOptions = JOB_OPTIONS
  const queue =
    place.redisUrl === undefined
      ? new onPostgres.Queue(name, { defaultJobOptions, connection: postgres(place.url, 8) })
      : new Queue(name, { defaultJobOptions, prefix, connection: { url: place.redisUrl } })
  queue.on('error', () => undefined) // the call that meets it rejects
  return Object.assign(queue, { name, prefix })
}

/** A plain worker on the plain queue. */
export async function startPlainWorker(
  place: PlainPlace,
  concurrency: number,
  work: (job: Job<unknown>) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  const worker =
    place.redisUrl === undefined
      ? new onPostgres.Worker(PLAIN, work, { concurrency, connection: postgres(place.url, 16) })
      : new Worker(PLAIN, work, {
          ...{ concurrency, prefix: PLAIN_PREFIX },
          connection: { url: place.redisUrl, maxRetriesPerRequest: null },
        })
  worker.on('error', () => undefined)
  await worker.waitUntilReady()
  return worker
}

function postgres(url: string, max: number) {
  return {
    connectionString: url,
    schema: QUEUE_SCHEMA,
    options: connectionOptions(APP_ROLE),
    max,
  }
}
