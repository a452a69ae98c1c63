import { availableParallelism } from 'node:os'
import type { Db } from '../src/database/connection.ts'
import type { Pepper } from '../src/database/pepper.ts'
import { createClosing } from '../src/closing.ts'
import type { Logger } from '../src/logger.ts'
import { createMetrics, type Metrics } from '../src/metrics/create-metrics.ts'
import type { QueueBackend } from '../src/queue/backend.ts'
import { parseDelivery } from '../src/queue/delivery.ts'
import { QUEUES } from '../src/queue/names.ts'
import { openDeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import { startDeliveryWorker } from '../src/queue/start-delivery-worker.ts'
import { startDispatcher } from './dispatcher.ts'
import { createRawWorkspaces } from './raw-workspaces.ts'
import { createDeliveryHandler, createRunner } from './run-delivery.ts'
import { createRawHandler } from './run-raw-job.ts'
import { startChunkWorker } from './start-chunk-worker.ts'
import { startUpkeep } from './upkeep.ts'
import { startSealer } from './sealer.ts'

export interface WorkerSettings {
  readonly db: Db
  readonly url: string
  readonly appRole: string
  readonly backend: QueueBackend
  readonly logger: Logger
  /** Deliveries handled at once. */
  readonly concurrency?: number
  /** Chunks handled at once. */
  readonly lanes?: number
  /** Days for which the results of ended jobs are kept. */
  readonly retentionDays?: number
  /** Milliseconds between the dispatcher's rounds. */
  readonly dispatchEvery?: number
  /** Who may be addressed by raw jobs; undefined: `default`, while it is the only workspace. */
  readonly rawWorkspaces?: readonly string[] | undefined
  readonly metrics?: Metrics
  /** Without it nobody can be erased. */
  readonly pepper?: Pepper | undefined
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

const RETENTION_DAYS = 90

/** Four lanes of chunks made a single request's p95 five times worse, two lanes 1.2 times (measured). */
export const DEFAULT_LANES = Math.max(1, Math.floor(availableParallelism() / 2))

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
  const chunks = closing.opened(openDeliveryQueue(QUEUES.erasures, backend, logger), (one) =>
    one.close(),
  )
  const every = dispatchEvery === undefined ? {} : { every: dispatchEvery }
  closing.opened(startDispatcher({ db, url, appRole, queue, chunks, logger, ...every }), (one) =>
    one.close(),
  )
  const { retentionDays = RETENTION_DAYS, lanes = DEFAULT_LANES } = settings
  closing.opened(startUpkeep({ db, logger, retentionDays }), (one) => one.close())
  const run = createRunner(db, logger)
  const handle = createDeliveryHandler(run, logger)
  const workspaces = createRawWorkspaces(db, settings.rawWorkspaces)
  const handleRaw = createRawHandler({ db, logger, metrics, workspaces, run })
  const onDelivery = (result: string) => {
    metrics.deliveries.inc({ result })
  }
  const handlers = { handle, handleRaw, onDelivery }
  const redactions = { name: QUEUES.redactions, parse: parseDelivery, concurrency }
  const worker = closing.opened(
    startDeliveryWorker({ ...redactions, backend, logger, ...handlers }),
    (one) => one.close(CLOSING_DEADLINE),
  )
  const { pepper } = settings
  const mayStart = () => Promise.resolve()
  const chunkWorker = startChunkWorker(closing, {
    ...{ db, backend, logger, lanes, pepper, mayStart, onDelivery },
    ...{ queue: chunks, deadline: CLOSING_DEADLINE },
  })
  return {
    async ready() {
      await Promise.all([worker.ready(), chunkWorker.ready()])
    },
    close: () => closing.close(),
  }
}
