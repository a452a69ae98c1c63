/*
 * A counterpart's worker: graphile-worker with its batching on, one transaction for each job. Jobs
 * are fetched 500 at a time and completed together; the transaction is that of `plain-worker.ts`.
 */
import { once } from 'node:events'
import { Logger, run } from 'graphile-worker'
import { openDatabase } from '../src/database/connection.ts'
import { APP_ROLE } from '../test/postgres-server.ts'
import { patientPool } from './patient-pool.ts'
import type { PartTarget } from './choose-targets.ts'
import { createPlainTransaction } from './plain-transaction.ts'
import { counterpartPool } from './scene.ts'

const { DATABASE_URL: url = '', UNSAID_OWNER_DATABASE_URL: ownerUrl = '', ...env } = process.env
const concurrency = Number(env['BENCH_CONCURRENCY'])

const redact = createPlainTransaction(
  patientPool(counterpartPool(url, concurrency)),
  openDatabase({ url, appRole: APP_ROLE }),
  { outcome: 'insert' },
)
let processed = 0
const runner = await run({
  pgPool: patientPool({ connectionString: ownerUrl, max: 10 }),
  concurrency,
  noHandleSignals: true,
  logger: new Logger(() => () => undefined),
  preset: {
    worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
  },
  taskList: {
    redact: async (target, { job }) => {
      await redact(`graphile-${job.id}`, target as PartTarget)
      processed++
    },
  },
})
process.stdout.write('ready\n')
await once(process, 'SIGTERM')
await runner.stop()
process.stdout.write(`processed ${processed}\n`, () => process.exit())
