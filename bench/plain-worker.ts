/*
 * A counterpart's worker, in a process of its own: BullMQ's, used plainly. Its environment says
 * where (DATABASE_URL, REDIS_URL) and how: BENCH_WORK=nothing|insert|update, BENCH_CONCURRENCY,
 * BENCH_CHANNEL. At SIGTERM it says how many jobs it processed.
 */
import { once } from 'node:events'
import { openDatabase } from '../src/database/connection.ts'
import { APP_ROLE } from '../test/postgres-server.ts'
import { patientPool } from './patient-pool.ts'
import type { PartTarget } from './choose-targets.ts'
import { createPlainTransaction, type PlainTransaction } from './plain-transaction.ts'
import { startPlainWorker } from './plain-queue.ts'
import { counterpartPool } from './scene.ts'

const { DATABASE_URL: url = '', REDIS_URL: redisUrl, ...env } = process.env
const concurrency = Number(env['BENCH_CONCURRENCY'])

function workOf(kind: string | undefined): PlainTransaction {
  if (kind !== 'insert' && kind !== 'update') return async () => undefined
  const pool = patientPool(counterpartPool(url, concurrency))
  const db = openDatabase({ url, appRole: APP_ROLE })
  return createPlainTransaction(pool, db, { outcome: kind, channel: env['BENCH_CHANNEL'] })
}

interface PlainJob extends PartTarget {
  readonly job?: string
}

const work = workOf(env['BENCH_WORK'])
let processed = 0
const worker = await startPlainWorker({ url, redisUrl }, concurrency, async ({ id, data }) => {
  const asked = data as PlainJob
  await work(asked.job ?? `plain-${String(id)}`, asked)
  processed++
})
process.stdout.write('ready\n')
await once(process, 'SIGTERM')
await worker.close()
process.stdout.write(`processed ${processed}\n`, () => process.exit())
