import type { Db } from '../src/database/connection.ts'
import { createClosing } from '../src/closing.ts'
import { createLanes, defaultLanes } from '../src/groups/lanes.ts'
import type { Logger } from '../src/logger.ts'
import { createMetrics, type Metrics } from '../src/metrics/create-metrics.ts'
import type { QueueBackend } from '../src/queue/backend.ts'
import { QUEUES } from '../src/queue/names.ts'
import { openDeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import { startDeliveryWorker } from '../src/queue/start-delivery-worker.ts'
import { startDispatcher } from './dispatcher.ts'
import { createRawWorkspaces } from './raw-workspaces.ts'
import { createDeliveryHandler } from './run-delivery.ts'
import { createRawHandler } from './run-raw-job.ts'
import { createSingles } from './singles.ts'

export interface WorkerSettings {
  readonly db: Db
  readonly url: string
  readonly appRole: string
  readonly backend: QueueBackend
  readonly logger: Logger
  /** Transactions at once; default: half of the machine's cores. */
  readonly lanes?: number | undefined
  /** Deliveries and raw jobs taken from the queue at once. */
  readonly concurrency?: number
  /** Milliseconds between the dispatcher's rounds. */
  readonly dispatchEvery?: number
  /** Who may be addressed by raw jobs; undefined: `default`, while it is the only workspace. */
  readonly rawWorkspaces?: readonly string[] | undefined
  readonly metrics?: Metrics
}

export interface RunningWorker {
  /** Resolves when the queue's server was reached. */
  ready(): Promise<void>
  /** Takes nothing new, finishes what runs, lets go of the queue. */
  close(): Promise<void>
}

/** So many are taken from the queue at once, to run in groups. */
const CONCURRENCY = { redis: 1_000, postgres: 200 } as const

/** Connections that a worker with so many lanes wants: quarantine and dispatcher have some, too. */
export function workerConnections(lanes: number): number {
  return lanes + 10
}

/** Milliseconds; what still runs then comes back by its wakeup. */
const CLOSING_DEADLINE = 10_000

/** Starts a worker for redactions, and a dispatcher that works if no other process's does. */
export function startWorker(settings: WorkerSettings): RunningWorker {
  const { db, url, appRole, backend, logger, dispatchEvery } = settings
  const { metrics = createMetrics(), concurrency = CONCURRENCY[backend.kind] } = settings
  const closing = createClosing()
  const queue = closing.opened(openDeliveryQueue(QUEUES.redactions, backend, logger), (one) =>
    one.close(),
  )
  const every = dispatchEvery === undefined ? {} : { every: dispatchEvery }
  closing.opened(startDispatcher({ db, url, appRole, queue, logger, ...every }), (one) =>
    one.close(),
  )
  const lanes = createLanes(settings.lanes ?? defaultLanes())
  const singles = createSingles(db, logger, lanes)
  const handle = createDeliveryHandler(singles, logger)
  const workspaces = createRawWorkspaces(db, settings.rawWorkspaces)
  const handleRaw = createRawHandler({ db, logger, metrics, workspaces, singles })
  const onDelivery = (result: string) => {
    metrics.deliveries.inc({ result })
  }
  const handlers = { handle, handleRaw, onDelivery, room: () => singles.room() }
  const worker = closing.opened(
    startDeliveryWorker({ name: QUEUES.redactions, backend, concurrency, logger, ...handlers }),
    (one) => one.close(CLOSING_DEADLINE),
  )
  return { ready: () => worker.ready(), close: () => closing.close() }
}
