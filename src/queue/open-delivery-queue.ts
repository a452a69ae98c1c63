import { randomUUID } from 'node:crypto'
import type { ChunkOrStep } from '../database/wakeup-table.ts'
import type { Logger } from '../logger.ts'
import { newQueue, type AnyQueue, type QueueBackend } from './backend.ts'
import {
  DELIVERY_NAME,
  MOST_JOBS_A_DELIVERY,
  chunkData,
  type ChunkData,
  type Delivery,
} from './delivery.ts'
import { createKeptDeliveries } from './kept-deliveries.ts'
import { refusalOf } from './refusal.ts'
import { REST } from './rest.ts'
import { tellRefusal } from './tell-refusal.ts'
import { carriedFor, inAddSpan } from './trace-jobs.ts'
import { within } from './within.ts'

/** A bulk or erasure job. */
export interface JobOf {
  readonly workspace: string
  readonly job: string
}

/** The producer's side of a queue. */
export interface DeliveryQueue {
  /**
   * Adds deliveries that name these jobs of one workspace. Rejects when the queue is away: the
   * caller may go on, they are added once it is back, or the jobs' wakeups bring them back.
   */
  deliver(workspace: string, jobs: readonly string[], again?: boolean): Promise<void>
  /** Adds a delivery for each of these chunks, or steps, of one job. Rejects like `deliver`. */
  deliverChunks(job: JobOf, chunks: readonly ChunkOrStep[], again?: boolean): Promise<void>
  /** Deliveries that no worker has finished yet. */
  backlog(): Promise<{ readonly waiting: number; readonly all: number }>
  /** Jobs of BullMQ by state, those that ended badly included. */
  counts(): Promise<Readonly<Record<string, number>>>
  /** Whether somebody has it hand out nothing. */
  isPaused(): Promise<boolean>
  /** @throws what the queue's server answers when it does not take what it is given */
  probe(): Promise<void>
  /** Resolves when the queue can be reached. */
  ready(): Promise<void>
  /** Lets go of the queue, whether or not its server answers. */
  close(): Promise<void>
}

/**
 * What BullMQ keeps of a delivery once it ended: nothing when it is done, ids for a day when it
 * failed. `attempts` covers a completion that was lost with its connection; whether work is done
 * is decided in Postgres, never here.
 */
const JOB_OPTIONS = {
  attempts: 20,
  backoff: { type: 'fixed', delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: { age: 86_400 },
  stackTraceLimit: 0,
} as const

const UNFINISHED = ['wait', 'active', 'delayed', 'prioritized'] as const
const COUNTED = [...UNFINISHED, 'failed'] as const

/** Milliseconds after which an unanswered add counts as failed. */
const ADD_TIMEOUT = 5_000

/** Opens a queue for adding deliveries; does not wait for its server. */
export function openDeliveryQueue(
  name: string,
  backend: QueueBackend,
  logger: Logger,
): DeliveryQueue {
  const { queue, deliveries } = openKeeping(name, backend, logger)
  return {
    ...createDeliver(name, deliveries.add),
    async backlog() {
      const counts = await within(ADD_TIMEOUT, queue.getJobCounts(...UNFINISHED))
      const { active = 0, ...others } = counts
      const waiting = Object.values(others).reduce((sum, count) => sum + count, 0)
      return { waiting, all: waiting + active }
    },
    counts: () => within(ADD_TIMEOUT, queue.getJobCounts(...COUNTED)),
    isPaused: () => within(ADD_TIMEOUT, queue.isPaused()),
    async probe() {
      const answered = queue.probe
        ? queue.probe()
        : queue.getJobCounts('wait').then(() => undefined)
      await within(ADD_TIMEOUT, answered)
    },
    async ready() {
      await within(ADD_TIMEOUT, queue.waitUntilReady())
    },
    async close() {
      deliveries.close()
      // What could not be added is brought back by its wakeup; there is nothing to save.
      await within(ADD_TIMEOUT, queue.close()).catch((err: unknown) => {
        logger.debug({ err, queue: name }, 'the queue did not close in time')
      })
    },
  }
}

function createDeliver(
  name: string,
  add: (deliveries: readonly QueuedDelivery[]) => Promise<void>,
): Pick<DeliveryQueue, 'deliver' | 'deliverChunks'> {
  return {
    async deliver(workspace, jobs, again = false) {
      const deliver = (how: How) => add(deliveriesOf(workspace, jobs, how))
      if (again) return deliver(AGAIN)
      await inAddSpan(name, workspace, (trace) => deliver({ trace }))
    },
    async deliverChunks({ workspace, job }, chunks, again = false) {
      const deliver = (how: How) =>
        add(chunks.map((chunk) => deliveryOf(chunkData(workspace, job, chunk), how)))
      if (again) return deliver(AGAIN)
      await inAddSpan(name, workspace, (own) => deliver({ trace: carriedFor(job, own) }))
    },
  }
}

/** What could not be added is added when the queue is back, or no longer refuses. */
function openKeeping(name: string, backend: QueueBackend, logger: Logger) {
  const logError = (err: unknown) => {
    if (!tellRefusal(logger, err)) logger.debug({ err, queue: name }, 'queue error')
  }
  const options = { defaultJobOptions: JOB_OPTIONS, streams: { events: { maxLen: 100 } } }
  const queue = newQueue(name, backend, options, () => void deliveries.addKept().catch(logError))
  queue.on('error', logError)
  const deliveries = createKeptDeliveries<QueuedDelivery>(resting(queue, logError), (added) => {
    logger.info(
      { queue: name, deliveries: added },
      'the queue is back; what it refused was delivered',
    )
  })
  return { queue, deliveries }
}

/** Adds, but for a while after a refusal asks nothing: requests come by the thousand. */
function resting(queue: AnyQueue, onRefusal: (error: unknown) => void) {
  let restUntil = 0
  return async (deliveries: readonly QueuedDelivery[]): Promise<void> => {
    if (performance.now() < restUntil) throw new Error("the queue's server refuses")
    try {
      // One call tells whether it takes them now, a bulk would be a thousand.
      if (restUntil > 0) await within(ADD_TIMEOUT, queue.probe?.() ?? Promise.resolve())
      restUntil = 0
      await add(queue, deliveries)
    } catch (error) {
      if (refusalOf(error) !== undefined) {
        restUntil = performance.now() + REST
        onRefusal(error)
      }
      throw error
    }
  }
}

/** A single one is added by itself: in a bulk of one it takes twice as long (measured). */
async function add(queue: AnyQueue, deliveries: readonly QueuedDelivery[]): Promise<void> {
  const [one, ...others] = deliveries
  if (!one) return
  const added =
    others.length > 0 ? queue.addBulk([...deliveries]) : queue.add(one.name, one.data, one.opts)
  await within(ADD_TIMEOUT, added)
}

interface How {
  /** By the dispatcher, which is in nobody's trace. */
  readonly again?: boolean
  readonly trace: string | undefined
}

const AGAIN: How = { again: true, trace: undefined }

function deliveriesOf(workspace: string, jobs: readonly string[], how: How) {
  const deliveries: QueuedDelivery[] = []
  for (let at = 0; at < jobs.length; at += MOST_JOBS_A_DELIVERY) {
    const some = jobs.slice(at, at + MOST_JOBS_A_DELIVERY)
    deliveries.push(deliveryOf({ v: 1, w: workspace, jobs: some }, how))
  }
  return deliveries
}

type QueuedDelivery = ReturnType<typeof deliveryOf>

function deliveryOf(data: Delivery | ChunkData, { again = false, trace }: How) {
  return {
    name: again ? DELIVERY_NAME.again : DELIVERY_NAME.first,
    data,
    // A letter in front: BullMQ refuses ids that are whole numbers.
    opts: {
      jobId: `d-${randomUUID()}`,
      ...(trace !== undefined && { telemetry: { metadata: trace } }),
    },
  }
}
