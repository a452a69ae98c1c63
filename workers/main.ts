import { createRequire } from 'node:module'
import { createClosing } from '../src/closing.ts'
import { readConfig, type Config } from '../src/config.ts'
import { StartError } from '../src/failure.ts'
import { createLogger } from '../src/logger.ts'
import { serveMetrics } from '../src/metrics/serve-metrics.ts'
import { assertRedis } from '../src/queue/assert-redis.ts'
import { assertWritable } from '../src/setup/assert-writable.ts'
import { watchInterruption } from '../src/setup/interruption.ts'
import { openApp } from '../src/setup/open-app.ts'
import { packageVersion } from '../src/setup/package-version.ts'
import { openVoice, tellWarnings } from '../src/setup/voice.ts'
import { startTraces } from '../src/traces/start-traces.ts'
import { configuredWorker } from './configured-worker.ts'
import { openMetrics } from './open-metrics.ts'
import { startWorker, workerConnections } from './start-worker.ts'

/**
 * Runs a worker process until it is told to stop: redactions and the dispatcher. The same as
 * `unsaid worker`; it has a file of its own for process managers that name one.
 */
export async function runWorkerProcess(config: Config): Promise<void> {
  const closing = createClosing()
  const logger = createLogger(config.logLevel)
  const { interrupted, ignore } = watchInterruption()
  const stopped = interrupted.catch(() => undefined)
  try {
    const { say } = openVoice()
    const { lanes } = config
    if (config.traces) {
      closing.opened(await startTraces(logger, packageVersion()), (one) => one.close())
    }
    const app = await openApp(config, { closing, say, max: workerConnections(lanes) })
    await assertRedis(app.backend)
    await assertWritable(app.db)
    const metrics = openMetrics({ app, closing, logger })
    if (config.metricsPort !== undefined) {
      const port = await serveMetrics(metrics, config.host, config.metricsPort)
      closing.opened(port, (one) => one.close())
    }
    const settings = { ...app, ...configuredWorker(config), logger, metrics }
    const worker = closing.opened(startWorker(settings), (one) => one.close())
    const ready = worker.ready().then(() => {
      logger.info({ queue: app.backend.kind }, 'the worker takes jobs')
    })
    // A queue that is away must not keep the process from being stopped.
    const over = Promise.race([stopped, ...(app.lost ? [app.lost] : [])])
    await Promise.race([ready, over])
    await over
    logger.info('stopping')
  } finally {
    await closing.close()
    ignore()
  }
}

if (isStarted()) {
  tellWarnings()
  await runWorkerProcess(readConfig()).catch((error: unknown) => {
    if (!(error instanceof StartError)) throw error
    openVoice().fail(error.message)
    process.exitCode = 3
  })
  // BullMQ's connections to a server that is away would keep the process alive (its issue 4656).
  process.exit()
}

/** By whatever path: through a link to the release in use, or without `.js`. */
function isStarted(): boolean {
  const [, path] = process.argv
  if (path === undefined) return false
  try {
    return [path, createRequire(import.meta.url).resolve(path)].includes(import.meta.filename)
  } catch {
    return false // it is no file, as in `node -`
  }
}
