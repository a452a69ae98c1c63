import {
  withBackend,
  type JobType,
  type Processor,
  type QueueOptions,
  type WorkerOptions,
} from 'bullmq'
import { connectionOptions } from '../database/server-settings.ts'
import { QUEUE_PREFIX } from './names.ts'
import { createPatientBackend } from './patient-postgres.ts'
import { RedisQueue } from './redis-queue.ts'
import { RedisWorker } from './redis-worker.ts'

/** Where BullMQ keeps its jobs. */
export type QueueBackend =
  | {
      readonly kind: 'redis'
      /** As REDIS_URL has it: one server, a cluster, or sentinels. */
      readonly url: string
      /** Another namespace than `{unsaid}`, for tests that share a Redis. */
      readonly prefix?: string
    }
  | { readonly kind: 'postgres'; readonly url: string; readonly appRole: string }

const onPostgres = withBackend(createPatientBackend)

/** What this project uses of a BullMQ queue and worker; their own types name one backend each. */
export interface AnyQueue {
  add(name: string, data: unknown, opts: AddOptions): Promise<unknown>
  addBulk(jobs: { name: string; data: unknown; opts: AddOptions }[]): Promise<unknown>
  getJobCounts(...states: JobType[]): Promise<Record<string, number>>
  isPaused(): Promise<boolean>
  waitUntilReady(): Promise<unknown>
  /** On Redis: whether it takes writes. On Postgres the database's own check tells. */
  probe?(): Promise<void>
  close(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

interface AddOptions {
  readonly jobId: string
  /** The trace that it is added in. */
  readonly telemetry?: { readonly metadata: string }
}

export interface AnyWorker {
  /** How many jobs it works on at once; may be changed at any time. */
  concurrency: number
  /** Whether its server takes just now what it is told; on Postgres that is not asked. */
  isHeard(): Promise<boolean>
  rateLimit(milliseconds: number): Promise<void>
  waitUntilReady(): Promise<unknown>
  /** @param force waits for no job and says nothing to the server */
  close(force?: boolean): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * A producer's queue. On Redis it fails fast while Redis is away: an accepted job does not need
 * it, its wakeup brings it back.
 *
 * @param onConnected called whenever Redis is there, again; a queue on Postgres is away only with
 *   everything else
 */
export function newQueue(
  name: string,
  backend: QueueBackend,
  options: Omit<QueueOptions, 'connection' | 'prefix'>,
  onConnected: () => void = () => undefined,
): AnyQueue {
  if (backend.kind === 'postgres') {
    return new onPostgres.Queue(name, { ...options, connection: postgres(backend, 4) })
  }
  const { url, prefix = QUEUE_PREFIX } = backend
  return new RedisQueue(name, url, { ...options, prefix, onConnected })
}

/** A worker's side. */
export function newWorker(
  name: string,
  backend: QueueBackend,
  processor: Processor<unknown>,
  options: Omit<WorkerOptions, 'connection' | 'prefix'>,
): AnyWorker {
  if (backend.kind === 'postgres') {
    const connection = postgres(backend, 8)
    const worker = new onPostgres.Worker(name, processor, { ...options, connection })
    return Object.assign(worker, { isHeard: () => Promise.resolve(true) })
  }
  const { url, prefix = QUEUE_PREFIX } = backend
  return new RedisWorker(name, url, processor, { ...options, prefix })
}

function postgres({ url, appRole }: { url: string; appRole: string }, max: number) {
  return { connectionString: url, options: connectionOptions(appRole), max }
}
