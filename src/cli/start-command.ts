import { setTimeout as after } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { StartError } from '../failure.ts'
import { startApi } from '../http/start-api.ts'
import { watchUnreplayed } from '../ledger/watch-unreplayed.ts'
import { assertRedis } from '../queue/assert-redis.ts'
import type { Metrics } from '../metrics/create-metrics.ts'
import { serveMetrics } from '../metrics/serve-metrics.ts'
import { assertWritable } from '../setup/assert-writable.ts'
import { openApp, type App } from '../setup/open-app.ts'
import { packageVersion } from '../setup/package-version.ts'
import { startTraces } from '../traces/start-traces.ts'
import { isGuessable } from '../access/is-guessable.ts'
import { storeBootstrapToken } from '../access/store-token.ts'
import { DEFAULT_WORKSPACE } from '../request/workspace-id.ts'
import { configuredWorker } from '../../workers/configured-worker.ts'
import { openMetrics } from '../../workers/open-metrics.ts'
import { startWorker, workerConnections } from '../../workers/start-worker.ts'
import { EXIT } from './exit-code.ts'
import { explainEnd } from './explain-end.ts'
import { watchInterruption } from '../setup/interruption.ts'
import type { Voice } from '../setup/plain-voice.ts'
import { openVoice, tellWarnings } from '../setup/voice.ts'
import { withLongSession, type CommonOptions, type Session } from './session.ts'

/** Which parts of Unsaid run in this process. */
export interface Parts {
  readonly api: boolean
  readonly worker: boolean
}

/** Connections for what the API reads and accepts, in the same process. */
const API_CONNECTIONS = 6

/** Milliseconds a queue gets to answer before the user is told that it doesn't. */
const QUEUE_PATIENCE = 3_000

/** `unsaid start | api | worker`: runs until it is told to stop. */
export async function startCommand(parts: Parts, options: CommonOptions): Promise<number> {
  const voice = openVoice()
  tellWarnings()
  try {
    return await runParts(parts, options, voice)
  } catch (error) {
    const { message, code } = explainEnd(error)
    if (message !== undefined) voice.fail(message)
    return code
  }
}

async function runParts(parts: Parts, options: CommonOptions, { say }: Voice): Promise<number> {
  const { interrupted, ignore } = watchInterruption()
  const stopped = interrupted.catch(() => undefined)
  try {
    return await withLongSession(options, { level: 'info', say }, async (session) => {
      if (parts.api) assertGoodToken(session)
      await openTraces(session)
      const migrates = parts.api && parts.worker
      const max = workerConnections(session.config.lanes) + API_CONNECTIONS
      const app = await openApp(session.config, { ...session, migrates, max })
      await assertRedis(app.backend)
      await assertWritable(app.db)
      if (parts.api) await addBootstrapToken(session, app)
      // Closed the other way round: the requests that the API still answers need the worker.
      const metrics = openMetrics({ app, ...session })
      await openMetricsPort(session, metrics)
      if (parts.worker) await openWorker(session, app, metrics, stopped)
      if (parts.api) await openApi(session, app, metrics)
      else tellOfReplay(session, app, metrics)
      // Without its server nothing of this goes on: whoever started us may try anew.
      await Promise.race([stopped, ...(app.lost ? [app.lost] : [])])
      session.say('stopping: what runs is finished first')
      return EXIT.done
    })
  } finally {
    ignore()
  }
}

/** Opened first, before anything makes a span; closed last. */
async function openTraces({ config, closing, logger, say }: Session): Promise<void> {
  if (!config.traces) return
  closing.opened(await startTraces(logger, packageVersion()), (one) => one.close())
  say('traces are sent as OTEL_EXPORTER_OTLP_* say')
}

async function openWorker(
  { config, closing, logger, say }: Session,
  app: App,
  metrics: Metrics,
  stopped: Promise<void>,
): Promise<void> {
  const { kind } = app.backend
  const settings = { ...app, ...configuredWorker(config), logger, metrics }
  const worker = closing.opened(startWorker(settings), (one) => one.close())
  const ready = worker.ready().then(
    () => true,
    () => false,
  )
  const late = after(QUEUE_PATIENCE, false, { ref: false })
  const isReady = await Promise.race([ready, late, stopped.then(() => false)])
  say(
    isReady
      ? `a worker takes jobs from the queue on ${kind}`
      : `the queue on ${kind} can't be reached yet; the worker keeps trying`,
  )
}

async function openApi(session: Session, app: App, metrics: Metrics): Promise<void> {
  const { config, closing, logger, say } = session
  const { host, port, publicUrl, rateLimit, maxPending, lanes } = config
  const { ledgerHeads, serveUnreplayed } = config
  const limits = { rateLimit, maxPending, lanes, ...limitsOf(config) }
  const heads = { ledgerHeads, serveUnreplayed }
  const settings = { ...app, logger, host, port, publicUrl, metrics, ...heads, ...limits }
  const api = closing.opened(await startApi(settings), (one) => one.close())
  say(`Unsaid listens at ${api.address} for requests`)
  if (config.bootstrapToken === undefined) say('for a token: npm run unsaid -- token create')
}

function limitsOf(config: Config) {
  const { maxStreams: streams, maxWaits: waits, maxBodyBytes: bodyBytes, unknownTokens } = config
  const receipt = { items: config.maxListItems, bytes: config.maxListBytes }
  const streamTotal = config.streamSeconds * 1_000
  return { streamTotal, unknownTokens, receipt, held: { streams, waits, bodyBytes } }
}

/** The API knows it anyway, and does as it says. */
function tellOfReplay({ config, closing }: Session, { db }: App, metrics: Metrics): void {
  const tell = (waiting: number) => {
    metrics.replayNeeded.set(waiting)
  }
  const watch = watchUnreplayed(db, { ledgerHeads: config.ledgerHeads, tell })
  closing.opened(watch, (one) => one.close())
}

async function openMetricsPort({ config, closing, say }: Session, metrics: Metrics): Promise<void> {
  const { host, metricsPort } = config
  if (metricsPort === undefined) return
  const port = closing.opened(await serveMetrics(metrics, host, metricsPort), (one) => one.close())
  say(`metrics at ${port.address}/metrics for Prometheus`)
}

/** @throws StartError when anybody could guess the token of the environment */
function assertGoodToken({ config: { bootstrapToken } }: Session): void {
  if (bootstrapToken === undefined || !isGuessable(bootstrapToken)) return
  throw new StartError(
    'UNSAID_BOOTSTRAP_TOKEN can be guessed: set random characters, as from `openssl rand -hex 32`',
  )
}

async function addBootstrapToken({ config, say }: Session, { db }: App): Promise<void> {
  if (config.bootstrapToken === undefined) return
  const isValid = await storeBootstrapToken(db, DEFAULT_WORKSPACE, config.bootstrapToken)
  if (!isValid) say('the token of UNSAID_BOOTSTRAP_TOKEN was revoked: set another value')
}
