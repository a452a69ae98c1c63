import type { Logger } from '../logger.ts'
import type { QueueBackend } from './backend.ts'
import { isDelivery, type Delivery } from './delivery.ts'
import { readRawJob, type RawJob } from './raw-job.ts'
import { tellRefusal } from './tell-refusal.ts'
import { takeJobs, type JobEnd, type JobTaker, type TakenJob } from './take-jobs.ts'
import { inJobSpan } from './trace-jobs.ts'

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

export type DeliveryWorker = JobTaker

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
  /** Jobs in hand at most, as deliveries name them; default: no bound. */
  readonly most?: number
  /** Told of deliveries: `done`, `away` or `dropped`. */
  readonly onDelivery?: (result: Handled | 'dropped') => void
  /** Told of what comes again, deliveries and raw jobs. */
  readonly onRepeated?: () => void
  /** Where BullMQ runs; default: in this thread. */
  readonly take?: typeof takeJobs
  /** How a job's trace goes on; default: as its producer's. */
  readonly inSpan?: typeof inJobSpan
}

/** Starts taking deliveries from a queue; returns at once. */
export function startDeliveryWorker<T extends object>(
  options: DeliveryWorkerOptions<T>,
): DeliveryWorker {
  const { name, backend, concurrency, most, logger, handleRaw, take = takeJobs } = options
  const logError = onceASecond((err) => {
    logger.debug({ err, queue: name }, 'queue worker error')
  })
  const onError = (error: Error) => {
    if (!tellRefusal(logger, error)) logError(error)
  }
  const { inSpan = inJobSpan } = options
  const endIn = (job: TakenJob): Promise<JobEnd> =>
    handleRaw && !isDelivery(job.data)
      ? handleRawJob(name, job, handleRaw)
      : handleDelivery(job, options)
  const end = async (job: TakenJob): Promise<JobEnd> => {
    if (job.repeated) options.onRepeated?.()
    try {
      return await inSpan(name, job, () => endIn(job))
    } catch (err) {
      // Thrown on, it would end the process, and the next one that takes this job.
      logger.error({ err, queue: name, delivery: job.id }, 'a delivery could not be read')
      return { kind: 'failed', code: 'server_error' }
    }
  }
  return take({ name, backend, concurrency, most }, { end, onError })
}

async function handleDelivery<T extends object>(
  { id, data, repeated }: TakenJob,
  options: DeliveryWorkerOptions<T>,
): Promise<JobEnd> {
  const { handle, logger, name, onDelivery } = options
  const delivery = options.parse(data)
  if (!delivery) {
    logger.warn({ queue: name, delivery: id }, 'dropped a delivery of unknown form')
    onDelivery?.('dropped')
    return DONE
  }
  const handled = await handle({ ...delivery, repeated })
  onDelivery?.(handled)
  return handled === 'done' ? DONE : { kind: 'away' }
}

const DONE = { kind: 'done', result: null } as const

async function handleRawJob(
  queue: string,
  { id, data, timestamp, repeated }: TakenJob,
  handleRaw: NonNullable<DeliveryWorkerOptions['handleRaw']>,
): Promise<JobEnd> {
  const handled = await handleRaw(readRawJob(data, { queue, id, timestamp }), repeated)
  if (handled.kind === 'done') return { kind: 'done', result: handled.id }
  if (handled.kind === 'away') return { kind: 'away' }
  return { kind: 'failed', code: handled.kind === 'failed' ? 'server_error' : handled.kind }
}

/** A server that refuses makes BullMQ raise some 590 errors a second (measured). */
function onceASecond(report: (error: Error) => void): (error: Error) => void {
  let quietUntil = 0
  return (error) => {
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + 1_000
    report(error)
  }
}
