import { openLists, openRedactions } from '../accept/open-doors.ts'
import { createClosing, type Closing } from '../closing.ts'
import type { Db } from '../database/connection.ts'
import type { Pepper } from '../database/pepper.ts'
import { defaultLanes } from '../default-lanes.ts'
import { StartError } from '../failure.ts'
import { watchUnreplayed, type UnreplayedWatch } from '../ledger/watch-unreplayed.ts'
import type { Logger } from '../logger.ts'
import { watchOutcomes } from '../status/watch-outcomes.ts'
import type { QueueBackend } from '../queue/backend.ts'
import { createPendingLimit } from '../jobs/count-pending.ts'
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts'
import { watchProgress } from '../status/watch-progress.ts'
import { connectRateStore } from './connect-rate-store.ts'
import { buildServer } from './build-server.ts'
import { createReadiness } from './readiness.ts'
import type { HeldLimits } from './limit-held.ts'
import type { ReceiptLimits } from './limit-receipt.ts'
import type { RateLimit } from './limit-rate.ts'
import type { ServerDeps } from './server-deps.ts'

export interface ApiSettings {
  readonly db: Db
  readonly url: string
  readonly backend: QueueBackend
  readonly logger: Logger
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  readonly publicUrl: string | undefined
  /** Milliseconds a caller waits for an outcome at most. */
  readonly patience?: number
  /** Milliseconds he still waits at most once the API closes. */
  readonly lastWait?: number
  /** Milliseconds for a request to arrive. */
  readonly requestTimeout?: number
  /** Milliseconds without a byte that end a body which is taken as a stream. */
  readonly streamIdle?: number
  /** Milliseconds such a body may take as a whole; default an hour. */
  readonly streamTotal?: number
  /** Requests of one token in one window; 0: no limit, the default. */
  readonly rateLimit?: number
  /** Milliseconds of such a window; default ten seconds. */
  readonly rateWindow?: number
  /** Pending jobs beyond which nothing more is accepted; default a million. */
  readonly maxPending?: number
  /** Chunks of one bulk job that may be on their way at a time; default half of the cores. */
  readonly lanes?: number
  /** What requests of one workspace may hold at a time; no limits by default. */
  readonly held?: HeldLimits
  /** What lists of one workspace may bring until they are accepted; no limits by default. */
  readonly receipt?: ReceiptLimits
  /** Unknown tokens of one address in ten seconds; 0: as many as come, the default. */
  readonly unknownTokens?: number
  readonly metrics?: Metrics
  /** Without it nobody can be erased. */
  readonly pepper?: Pepper | undefined
  /** The file with the ledger's heads, if there is one: is the database behind it? */
  readonly ledgerHeads?: string | undefined
  /** Where the embedded server's data lies, if it is that one. */
  readonly dataFolder?: string | undefined
  /** Gives conversations out even if it is. */
  readonly serveUnreplayed?: boolean
}

/** As many pending jobs as the design allows by default. */
const MOST_PENDING = 1_000_000

/** The official SDK gives up after 20 s. */
const PATIENCE = 15_000

/** Docker kills ten seconds after it asked to stop, and a worker in the same process wants some. */
const LAST_WAIT = 3_000

export interface RunningApi {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly address: string
  /** Answers what it has, takes nothing new. */
  close(): Promise<void>
}

/** @throws StartError when it can't listen there */
export async function startApi(settings: ApiSettings): Promise<RunningApi> {
  const closing = createClosing()
  const unreplayed = openUnreplayed(settings, closing)
  const deps = openDeps(settings, closing, unreplayed)
  const server = closing.opened(buildServer(deps), (one) => one.close())
  try {
    await unreplayed.look()
    const address = await server.listen({ host: settings.host, port: settings.port })
    return { address, close: () => closing.close() }
  } catch (error) {
    await closing.close()
    throw explained(error, settings)
  }
}

/** Opens what the routes work with. */
export function openDeps(
  settings: ApiSettings,
  closing: Closing,
  unreplayed = openUnreplayed(settings, closing),
): ServerDeps {
  const { db, url, backend, logger, publicUrl, requestTimeout } = settings
  const { streamIdle, streamTotal } = settings
  const { metrics = createMetrics(), patience = PATIENCE, lastWait = LAST_WAIT } = settings
  const doors = { db, backend, logger, closing, pepper: settings.pepper }
  const { door, queue } = openRedactions(doors)
  const outcomes = closing.opened(watchOutcomes(db, { url }, logger), (one) => one.close())
  return {
    db,
    outcomes,
    logger,
    publicUrl,
    patience,
    lastWait,
    metrics,
    requestTimeout,
    streamIdle,
    streamTotal,
    door,
    isWithheld: (workspace) => unreplayed.isWithheld(workspace),
    notReady: createReadiness({ db, queue, unreplayed, dataFolder: settings.dataFolder }),
    lists: openLists(doors, settings.lanes ?? defaultLanes()),
    progress: closing.opened(watchProgress(db, logger), (one) => one.close()),
    isFull: createPendingLimit(db, settings.maxPending ?? MOST_PENDING),
    rateLimit: openRateLimit(settings, closing),
    held: settings.held ?? {},
    receipt: settings.receipt ?? {},
    unknownTokens: settings.unknownTokens ?? 0,
  }
}

function openUnreplayed(settings: ApiSettings, closing: Closing): UnreplayedWatch {
  const { db, ledgerHeads, serveUnreplayed: serves, metrics } = settings
  if (metrics) metrics.registry.registerMetric(metrics.replayNeeded)
  const tell = (waiting: number) => metrics?.replayNeeded.set(waiting)
  const watch = watchUnreplayed(db, { ledgerHeads, serves, tell })
  return closing.opened(watch, (one) => one.close())
}

function openRateLimit(settings: ApiSettings, closing: Closing): RateLimit {
  const { rateLimit: most = 0, rateWindow: window, backend } = settings
  return { most, window, redis: most > 0 ? connectRateStore(backend, closing) : undefined }
}

function explained(error: unknown, { host, port }: ApiSettings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const where = `${host}:${String(port)}`
  if (code === 'EADDRINUSE') return new StartError(`${where} is in use: set PORT to another one`)
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(`can't listen on ${where}: check HOST and PORT`)
  }
  return error
}
