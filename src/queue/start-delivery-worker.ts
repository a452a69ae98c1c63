import { RateLimitError, UnrecoverableError, type Job } from 'bullmq'
import type { Logger } from '../logger.ts'
import { newWorker, type AnyWorker, type QueueBackend } from './backend.ts'
import { DELIVERY_NAME, isDelivery, type Delivery } from './delivery.ts'
import { AT_FIRST, createIntake } from './intake.ts'
import { readRawJob, type RawJob } from './raw-job.ts'

/** What the handler says of a delivery: done with, or to be given back until Postgres answers. */
export type Handled = 'done' | 'away'

/** What becomes of a raw job; `id` is where its outcome is stored. */
export type RawHandled =
  | { readonly kind: 'done'; readonly id: string }
  | { readonly kind: 'away' }
  | { readonly kind: 'workspace_not_found' }
  | { readonly kind: 'failed' }

/** A delivery as a worker gets it. */
export type Received<T> = T & {
  /** Somebody may have died over it: the dispatcher sent it, or BullMQ claims it again. */
  readonly repeated: boolean
}

export interface DeliveryWorker {
  ready(): Promise<void>
  /** Takes nothing new, waits for what runs, at most `deadline` milliseconds. */
  close(deadline: number): Promise<void>
}

export type ReceivedDelivery = Received<Delivery>

export interface DeliveryWorkerOptions<T extends object = Delivery> {
  readonly name: string
  readonly backend: QueueBackend
  readonly concurrency: number
  readonly logger: Logger
  /** Undefined: not a delivery of this queue; it is dropped. */
  readonly parse: (data: unknown) => T | undefined
  readonly handle: (delivery: Received<T>) => Promise<Handled>
  /**
   * Takes what other programs put into this queue by hand; absent: such jobs are dropped.
   *
   * @param repeated somebody may have died over it: BullMQ hands it out again
   */
  readonly handleRaw?: (raw: RawJob, repeated: boolean) => Promise<RawHandled>
  /** How many more jobs may be taken, as deliveries name them; default: no bound. */
  readonly room?: () => number
  /** Told of deliveries: `done`, `away` or `dropped`. */
  readonly onDelivery?: (result: Handled | 'dropped') => void
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

/** Starts taking deliveries from a queue; returns at once. */
export function startDeliveryWorker<T extends object>(
  options: DeliveryWorkerOptions<T>,
): DeliveryWorker {
  const { name, backend, concurrency, logger } = options
  const settings = { ...WORKER_OPTIONS, concurrency: Math.min(concurrency, AT_FIRST) }
  const take = createIntake(concurrency, options.room)
  const worker: AnyWorker = newWorker(
    name,
    backend,
    async (job) => {
      const done = take(worker, job.data)
      try {
        return await handleJob(worker, job, options)
      } finally {
        done()
      }
    },
    settings,
  )

  worker.on(
    'error',
    onceASecond((err) => {
      logger.debug({ err, queue: name }, 'queue worker error')
    }),
  )
  return {
    async ready() {
      await worker.waitUntilReady()
    },
    close: (deadline) => closeWithin(worker, deadline),
  }
}

/**
 * BullMQ stores what a processor returns or throws, so it returns nothing but a job's id, and
 * throws nothing of ours but a code.
 */
function handleJob<T extends object>(
  worker: AnyWorker,
  job: Job<unknown>,
  options: DeliveryWorkerOptions<T>,
): Promise<string | null> {
  const { handleRaw } = options
  return handleRaw && !isDelivery(job.data)
    ? handleRawJob(worker, job, handleRaw)
    : handleDelivery(worker, job, options)
}

async function handleDelivery<T extends object>(
  worker: AnyWorker,
  job: Job<unknown>,
  options: DeliveryWorkerOptions<T>,
): Promise<string | null> {
  const { handle, logger, name, onDelivery } = options
  const delivery = options.parse(job.data)
  if (!delivery) {
    logger.warn({ queue: name, delivery: job.id }, 'dropped a delivery of unknown form')
    onDelivery?.('dropped')
    return null
  }
  const repeated = job.name === DELIVERY_NAME.again || wasTakenBefore(job)
  const handled = await handle({ ...delivery, repeated })
  onDelivery?.(handled)
  return handled === 'done' ? null : giveBack(worker)
}

async function handleRawJob(
  worker: AnyWorker,
  job: Job<unknown>,
  handleRaw: NonNullable<DeliveryWorkerOptions['handleRaw']>,
): Promise<string> {
  const origin = { queue: job.queueName, id: job.id ?? '', timestamp: job.timestamp }
  const handled = await handleRaw(readRawJob(job.data, origin), wasTakenBefore(job))
  if (handled.kind === 'done') return handled.id
  if (handled.kind === 'away') return giveBack(worker)
  const code = handled.kind === 'failed' ? 'server_error' : handled.kind
  throw new UnrecoverableError(code)
}

/** Gives a job back to the queue without using one of its attempts, on both backends. */
async function giveBack(worker: AnyWorker): Promise<never> {
  await worker.rateLimit(REST).catch(() => undefined)
  throw new RateLimitError()
}

function wasTakenBefore(job: Job<unknown>): boolean {
  return job.attemptsStarted > 1 || job.stalledCounter > 0
}

/** A server that refuses makes BullMQ raise some 590 errors a second (measured). */
function onceASecond(report: (error: Error) => void): (error: Error) => void {
  let quietUntil = 0
  return (error) => {
    if (Date.now() < quietUntil) return
    quietUntil = Date.now() + 1_000
    report(error)
  }
}

/** `close()` never resolves while Redis can't be reached (BullMQ's issue 4656). */
async function closeWithin(worker: AnyWorker, deadline: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadline)
  })
  try {
    await Promise.race([worker.close(), late])
  } finally {
    clearTimeout(timer)
  }
}
