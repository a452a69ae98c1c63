import { availableParallelism } from 'node:os'
import type { Db } from '../src/database/connection.ts'
import type { Pepper } from '../src/database/pepper.ts'
import { createClosing, type Closing } from '../src/closing.ts'
import { defaultLanes } from '../src/default-lanes.ts'
import { createLanes } from '../src/gathering/lanes.ts'
import type { Logger } from '../src/logger.ts'
import { createMetrics, type Metrics } from '../src/metrics/create-metrics.ts'
import type { QueueBackend } from '../src/queue/backend.ts'
import { parseDelivery } from '../src/queue/delivery.ts'
import { QUEUES } from '../src/queue/names.ts'
import { openDeliveryQueue, type DeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import { startDeliveryWorker, type DeliveryWorker } from '../src/queue/start-delivery-worker.ts'
import { takeInThread } from '../src/queue/take-in-thread.ts'
import { takeJobs } from '../src/queue/take-jobs.ts'
import { letSinglesPass } from './chunks/let-singles-pass.ts'
import { startDispatcher } from './rounds/dispatcher.ts'
import { createRawWorkspaces } from './singles/raw-workspaces.ts'
import { createDeliveryHandler } from './singles/run-delivery.ts'
import { createRawHandler } from './singles/run-raw-job.ts'
import { startSealer } from './rounds/sealer.ts'
import { createSingles, type Singles } from './singles/singles.ts'
import { startChunkWorker } from './chunks/start-chunk-worker.ts'
import { startUpkeep } from './rounds/upkeep.ts'
import { startWatcher } from './rounds/watcher.ts'
import { createWorkReport, UNWATCHED, type WorkReport } from './work-report.ts'

export interface WorkerSettings {
  readonly db: Db
  readonly backend: QueueBackend
  readonly logger: Logger
  /** Groups of redactions at once, two at least, and chunks; default: half of the machine's cores. */
  readonly lanes?: number | undefined
  /** Deliveries and raw jobs taken from the queue at once. */
  readonly concurrency?: number
  /** Days for which the results of ended jobs are kept. */
  readonly retentionDays?: number
  /** Milliseconds between the dispatcher's rounds. */
  readonly dispatchEvery?: number
  /** Who may be addressed by raw jobs; undefined: `default`, while it is the only workspace. */
  readonly rawWorkspaces?: readonly string[] | undefined
  /** The file that heads of the ledger are appended to; absent: only the log has them. */
  readonly ledgerHeads?: string | undefined
  /** Milliseconds between the sealer's rounds. */
  readonly sealEvery?: number
  /** Without it nobody can be erased. */
  readonly pepper?: Pepper | undefined
  /** Of the day, in UTC, at which all people of watched workspaces are looked at. */
  readonly watchHour?: number
  /** Milliseconds between looks at those who are new there. */
  readonly watchEvery?: number
  /** Absent: nobody watches, as where a command takes part whose result says how its job ended. */
  readonly metrics?: Metrics
}

export interface RunningWorker {
  /** Resolves when the queue's server was reached. */
  ready(): Promise<void>
  /** Takes nothing new, finishes what runs, lets go of the queue. */
  close(): Promise<void>
}

/** So many are taken from the queue at once, to run in groups: of raw jobs two, and what comes next. */
const CONCURRENCY = { redis: 600, postgres: 200 } as const

/**
 * Groups of redactions at once, however few lanes there are: while one is decided about here, another
 * is written in Postgres. On two cores, with one lane for all, a fifth of them stood idle, and singles
 * through the producer ran at 11,600/s in place of 15,900 to 18,500 (measured).
 */
const SINGLES_AT_LEAST = 2

/** Connections that a worker with so many lanes wants: quarantine has some, too, and two that lead. */
export function workerConnections(lanes: number): number {
  return 2 * Math.max(SINGLES_AT_LEAST, lanes) + 12
}

const RETENTION_DAYS = 90

/** Milliseconds; what still runs then comes back by its wakeup. */
const CLOSING_DEADLINE = 10_000

/**
 * Starts a worker for redactions and one for chunks, and a dispatcher, a sealer and an upkeep that
 * work if no other process's do.
 */
export function startWorker(settings: WorkerSettings): RunningWorker {
  const { metrics = createMetrics() } = settings
  const closing = createClosing()
  const lanes = createLanes(Math.max(SINGLES_AT_LEAST, lanesOf(settings)))
  const { db, logger } = settings
  const report = settings.metrics ? createWorkReport(db, logger, metrics) : UNWATCHED
  const singles = createSingles(db, logger, lanes, report)
  const open = { settings, closing, singles, metrics, report }
  const chunks = startUpkeepers(open)
  const workers = [startSingles(open), startChunks(open, chunks)]
  return {
    async ready() {
      await Promise.all(workers.map((worker) => worker.ready()))
    },
    close: () => closing.close(),
  }
}

interface Open {
  readonly settings: WorkerSettings
  readonly closing: Closing
  readonly singles: Singles
  readonly metrics: Metrics
  readonly report: WorkReport
}

function lanesOf({ lanes = defaultLanes() }: WorkerSettings): number {
  return lanes
}

/** Whoever keeps things going; opens both queues. @returns the one of chunks */
function startUpkeepers({ settings, closing, metrics }: Open) {
  const { db, backend, logger, ledgerHeads, dispatchEvery } = settings
  // Closed last: what the worker still redacts is sealed then.
  const sealing = { db, logger, ledgerHeads, every: settings.sealEvery }
  closing.opened(startSealer(sealing), (one) => one.close())
  const openQueue = (name: string) =>
    closing.opened(openDeliveryQueue(name, backend, logger), (one) => one.close())
  const [queue, chunks] = [openQueue(QUEUES.redactions), openQueue(QUEUES.erasures)]
  const every = dispatchEvery === undefined ? {} : { every: dispatchEvery }
  const dispatching = { db, queue, chunks, logger, lanes: lanesOf(settings), ...every }
  closing.opened(startDispatcher(dispatching), (one) => one.close())
  const { retentionDays = RETENTION_DAYS, pepper, watchHour: hour, watchEvery } = settings
  closing.opened(startUpkeep({ db, logger, retentionDays, pepper }), (one) => one.close())
  const watching = { db, queue: chunks, logger, metrics, pepper, lanes: lanesOf(settings), hour }
  closing.opened(startWatcher({ ...watching, every: watchEvery }), (one) => one.close())
  return chunks
}

function startSingles({ settings, closing, singles, metrics }: Open): DeliveryWorker {
  const { db, backend, logger, concurrency = CONCURRENCY[backend.kind] } = settings
  const workspaces = createRawWorkspaces(db, settings.rawWorkspaces)
  const worker = startDeliveryWorker({
    name: QUEUES.redactions,
    parse: parseDelivery,
    backend,
    concurrency,
    logger,
    handle: createDeliveryHandler(singles, logger),
    handleRaw: createRawHandler({ db, logger, metrics, workspaces, singles }),
    ...heardBy(metrics, QUEUES.redactions),
    most: singles.most,
    take: takerFor(backend),
  })
  return closing.opened(worker, (one) => one.close(CLOSING_DEADLINE))
}

/**
 * A thread of its own pays where there is a core for it. On two cores raw jobs came no faster, and a
 * single request waited longer (measured). On Postgres the queue's server is the bound.
 */
function takerFor({ kind }: QueueBackend): typeof takeJobs {
  return kind === 'redis' && availableParallelism() > 2 ? takeInThread : takeJobs
}

function startChunks(
  { settings, closing, singles, metrics, report }: Open,
  queue: DeliveryQueue,
): DeliveryWorker {
  const { db, backend, logger, pepper } = settings
  return startChunkWorker(closing, {
    db,
    backend,
    logger,
    pepper,
    queue,
    lanes: lanesOf(settings),
    deadline: CLOSING_DEADLINE,
    mayStart: () => letSinglesPass(singles),
    report,
    ...heardBy(metrics, QUEUES.erasures),
  })
}

function heardBy(metrics: Metrics, queue: string) {
  return {
    onDelivery: (result: string) => {
      metrics.deliveries.inc({ result })
    },
    onRepeated: () => {
      metrics.repeated.inc({ queue })
    },
  }
}
