import { RateLimitError, UnrecoverableError, type Job } from 'bullmq'
import { newWorker, type AnyWorker, type QueueBackend } from './backend.ts'
import { DELIVERY_NAME } from './delivery.ts'
import { AT_FIRST, createIntake } from './intake.ts'

/** A BullMQ job that was taken from its queue, as plain data: it may cross to another thread. */
export interface TakenJob {
  readonly id: string
  readonly data: unknown
  /** Unix milliseconds at which it was added. */
  readonly timestamp: number
  /** Somebody may have died over it: the dispatcher sent it, or BullMQ hands it out again. */
  readonly repeated: boolean
  /** The trace that it was added in, as its producer wrote it. */
  readonly trace: string | undefined
}

/** What BullMQ is to do with it: drop or keep it as done, hand it out again later, or fail it. */
export type JobEnd =
  | { readonly kind: 'done'; readonly result: string | null }
  | { readonly kind: 'away' }
  | { readonly kind: 'failed'; readonly code: string }

/** Plain data as well. */
export interface TakeOptions {
  readonly name: string
  readonly backend: QueueBackend
  /** BullMQ's jobs at once. */
  readonly concurrency: number
  /** Jobs of ours at once, as deliveries name them; those of repeated ones are not counted. */
  readonly most?: number | undefined
}

export interface JobTaker {
  /** Resolves when the queue's server was reached. */
  ready(): Promise<void>
  /** Takes nothing new, waits for what runs, at most `deadline` milliseconds. */
  close(deadline: number): Promise<void>
}

/** Who is given the jobs that are taken. */
export interface Receiver {
  /** Ends a job. It never rejects: BullMQ must not store what was thrown. */
  readonly end: (job: TakenJob) => Promise<JobEnd>
  /** Told of what goes wrong between BullMQ and its server; BullMQ goes on by itself. */
  readonly onError: (error: Error) => void
}

/**
 * Measured for BullMQ 6.7: two kills fail a healthy job at the default `maxStalledCount`; a lost
 * Postgres connection costs 15 s at the default `runRetryDelay`; a lock of 15 s is renewed at half
 * of that and lets a killed worker's delivery come back within 20 s.
 */
const WORKER_OPTIONS = {
  lockDuration: 15_000,
  stalledInterval: 5_000,
  maxStalledCount: 1_000,
  runRetryDelay: 500,
  drainDelay: 2,
} as const

/** Milliseconds a queue rests after Postgres was found away. */
const REST = 1_000

/** Starts taking jobs from a queue; returns at once. */
export function takeJobs(options: TakeOptions, { end, onError }: Receiver): JobTaker {
  const { name, backend, concurrency } = options
  const settings = { ...WORKER_OPTIONS, concurrency: Math.min(concurrency, AT_FIRST) }
  const take = createIntake(concurrency, options.most)
  const inHand = new Set<Promise<JobEnd>>()
  const process = async (job: Job<unknown>) => {
    const taken = takenFrom(job)
    const done = take(worker, taken)
    const ending = end(taken)
    inHand.add(ending)
    try {
      return await tell(worker, await ending)
    } finally {
      inHand.delete(ending)
      done()
    }
  }
  const worker: AnyWorker = newWorker(name, backend, process, settings)
  worker.on('error', onError)
  return {
    async ready() {
      await worker.waitUntilReady()
    },
    close: (deadline) => closeWithin(deadline, worker, inHand),
  }
}

function takenFrom(job: Job<unknown>): TakenJob {
  const { id = '', data, timestamp } = job
  const wasTakenBefore = job.attemptsStarted > 1 || job.stalledCounter > 0
  const repeated = wasTakenBefore || job.name === DELIVERY_NAME.again
  return { id, data, timestamp, repeated, trace: job.opts.telemetry?.metadata }
}

/**
 * BullMQ stores what a processor returns or throws, so it returns nothing but a job's id, and
 * throws nothing of ours but a code.
 */
async function tell(worker: AnyWorker, ended: JobEnd): Promise<string | null> {
  if (ended.kind === 'done') return ended.result
  if (ended.kind === 'failed') throw new UnrecoverableError(ended.code)
  // Given back to the queue without using one of its attempts, on both backends.
  await worker.rateLimit(REST).catch(() => undefined)
  throw new RateLimitError()
}

/** Waits for what runs and for its end to be told, but no longer than that. */
async function closeWithin(
  deadline: number,
  worker: AnyWorker,
  inHand: ReadonlySet<Promise<JobEnd>>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadline)
  })
  try {
    await Promise.race([closeWhenDone(worker, inHand), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * `close()` never resolves while Redis can't be reached (BullMQ's issue 4656), and while it refuses
 * each job is told to it in a turn of its own, with a rest after it. There is nobody to tell then, so
 * what runs is waited for and the connection dropped: the jobs are handed out again, and found done.
 */
async function closeWhenDone(worker: AnyWorker, inHand: ReadonlySet<Promise<JobEnd>>) {
  if (await worker.isHeard()) return worker.close()
  await Promise.all(inHand)
  return worker.close(true)
}
