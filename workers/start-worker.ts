import type { Db } from '../src/database/connection.ts'
import { createClosing } from '../src/closing.ts'
import type { Logger } from '../src/logger.ts'
import { createMetrics, type Metrics } from '../src/metrics/create-metrics.ts'
import type { QueueBackend } from '../src/queue/backend.ts'
import { QUEUES } from '../src/queue/names.ts'
import { openDeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import { startDeliveryWorker } from '../src/queue/start-delivery-worker.ts'
import { startDispatcher } from './dispatcher.ts'
import { createRawWorkspaces } from './raw-workspaces.ts'
import { createDeliveryHandler, createRunner } from './run-delivery.ts'
import { createRawHandler } from './run-raw-job.ts'
import { startSealer } from './sealer.ts'

export interface WorkerSettings {
  readonly db: Db
  readonly url: string
  readonly appRole: string
  readonly backend: QueueBackend
  readonly logger: Logger
  /** Deliveries handled at once. */
  readonly concurrency?: number
  /** Milliseconds between the dispatcher's rounds. */
  readonly dispatchEvery?: number
  /** Who may be addressed by raw jobs; undefined: `default`, while it is the only workspace. */
  readonly rawWorkspaces?: readonly string[] | undefined
  readonly metrics?: Metrics
  /** The file that heads of the ledger are appended to; undefined: only the log has them. */
  readonly ledgerHeads?: string | undefined
  /** Milliseconds between the sealer's rounds. */
  readonly sealEvery?: number
}

export interface RunningWorker {
  /** Resolves when the queue's server was reached. */
  ready(): Promise<void>
  /** Takes nothing new, finishes what runs, lets go of the queue. */
  close(): Promise<void>
}

/** Less than the pool's connections: the dispatcher needs some, too. */
const CONCURRENCY = 8

/** Milliseconds; what still runs then comes back by its wakeup. */
const CLOSING_DEADLINE = 10_000

/** Starts a worker for redactions, and a dispatcher and a sealer that work if no other's do. */
export function startWorker(settings: WorkerSettings): RunningWorker {
  const { db, url, appRole, backend, logger, concurrency = CONCURRENCY, dispatchEvery } = settings
  const { metrics = createMetrics(), ledgerHeads, sealEvery } = settings
  const closing = createClosing()
  // Closed last: what the worker still redacts is sealed then.
  const sealing = { db, url, appRole, logger, ledgerHeads, every: sealEvery }
  closing.opened(startSealer(sealing), (one) => one.close())
  const queue = closing.opened(openDeliveryQueue(QUEUES.redactions, backend, logger), (one) =>
    one.close(),
  )
  const every = dispatchEvery === undefined ? {} : { every: dispatchEvery }
  closing.opened(startDispatcher({ db, url, appRole, queue, logger, ...every }), (one) =>
    one.close(),
  )
  const run = createRunner(db, logger)
  const handle = createDeliveryHandler(run, logger)
  const workspaces = createRawWorkspaces(db, settings.rawWorkspaces)
  const handleRaw = createRawHandler({ db, logger, metrics, workspaces, run })
  const onDelivery = (result: string) => {
    metrics.deliveries.inc({ result })
  }
  const handlers = { handle, handleRaw, onDelivery }
  const worker = closing.opened(
    startDeliveryWorker({ name: QUEUES.redactions, backend, concurrency, logger, ...handlers }),
    (one) => one.close(CLOSING_DEADLINE),
  )
  return { ready: () => worker.ready(), close: () => closing.close() }
}
