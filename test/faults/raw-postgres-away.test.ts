import { setTimeout as pass } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { createClosing } from '../../src/closing.ts'
import { openDatabase } from '../../src/database/connection.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { storeMessages } from '../queue/raw-messages.ts'
import { addRaw } from '../queue/raw-producer.ts'
import { countsOf, lookAtQueue } from '../queue/raw-queue.ts'
import { cuttableProxy } from '../scene/raw-cuttable-proxy.ts'
import { atScale } from '../scene/at-scale.ts'

/** Milliseconds. */
const AWAY = atScale({ small: 2_000, full: 10_000 })

/** More than a worker has done by the time the test sees its first. */
const JOBS = atScale({ small: 1_000, full: 5_000 })

describeBackends('raw jobs whose producer allows one attempt', (kind) => {
  test(`outlast ${AWAY / 1_000} seconds without Postgres`, { timeout: 120_000 }, async () => {
    const { database, close } = await createTestDatabase()
    onTestFinished(close)
    const address = new URL(database.url)
    const proxy = await cuttableProxy(Number(address.port))
    address.host = `127.0.0.1:${proxy.port}`
    const metrics = createMetrics()
    const queue = lookAtQueue(database.backend(kind))
    const requests = await storeMessages(database.db, JOBS / 5)
    const jobs = requests.map((data) => ({ name: 'redact', data, opts: { attempts: 1 } }))
    await addRaw(database.backend(kind), jobs)

    open(address.href, database, kind, metrics)
    await expect.poll(() => ended(database), { interval: 5 }).toBeGreaterThan(50)
    await proxy.cut()
    const before = await ended(database)
    await pass(AWAY) // what is tested
    expect(before).toBeLessThan(JOBS)
    expect(await ended(database)).toBeLessThan(JOBS)
    await proxy.mend()

    await expect
      .poll(() => countsOf(queue))
      .toEqual({ wait: 0, active: 0, completed: JOBS, failed: 0 })
    expect((await queue.getCompleted(0, -1)).map((job) => job.attemptsMade)).toEqual(
      Array(JOBS).fill(1),
    )
    expect(await outcomes(database)).toEqual([
      { outcome: 'redacted', jobs: JOBS, targets: JOBS, records: JOBS, wakeups: 0 },
    ])
    if (kind === 'redis') {
      const { values } = await metrics.rawJobs.get()
      const away = values.find(({ labels }) => labels.result === 'away')
      expect(away?.value).toBeGreaterThan(0)
    }
  })
})

test('a raw job is not failed by a completion that was lost with its connection', async () => {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  await endFirstCompletion(database)
  const queue = lookAtQueue(database.backend('postgres'))
  const requests = await storeMessages(database.db, 1)
  const jobs = requests.map((data) => ({ name: 'redact', data, opts: { attempts: 1 } }))
  await addRaw(database.backend('postgres'), jobs)
  open(database.url, database, 'postgres', createMetrics())
  await expect.poll(() => countsOf(queue)).toEqual({ wait: 0, active: 0, completed: 5, failed: 0 })
  const { rows } = await sql<{ ended: number }>`
    select last_value::int as ended from unsaid.completions`.execute(database.admin)
  expect(rows[0]?.ended).toBeGreaterThan(5)
})

/** A worker whose ways to Postgres all lead by this URL. */
function open(
  url: string,
  { appRole, backend }: TestDatabase,
  kind: QueueBackend['kind'],
  metrics: ReturnType<typeof createMetrics>,
): void {
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const db = closing.opened(openDatabase({ url, appRole, max: 12 }), (one) => one.destroy())
  const queueAt: QueueBackend = kind === 'postgres' ? { kind, url, appRole } : backend('redis')
  const logger = createLogger('silent')
  closing.opened(startWorker({ db, backend: queueAt, logger, metrics }), (one) => one.close())
}

async function ended({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select count(*)::int as ended from job where outcome is not null`.execute(admin)
  return rows[0]!.ended
}

async function outcomes({ admin }: TestDatabase) {
  const { rows } = await sql`
    select outcome, count(*)::int as jobs,
           count(distinct (conversation_id, target_id))::int as targets,
           (select count(*)::int from ledger_entry cross join jsonb_array_elements(records))
             as records,
           (select count(*)::int from wakeup) as wakeups
      from job group by outcome`.execute(admin)
  return rows
}

/** Ends the connection that stores the first completion of a job, before it is stored. */
async function endFirstCompletion({ admin }: TestDatabase): Promise<void> {
  await sql`create sequence unsaid.completions`.execute(admin)
  await sql`
    create function unsaid.end_first() returns trigger language plpgsql security definer as $$
    begin
      if nextval('unsaid.completions') = 1 then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
      return new;
    end $$`.execute(admin)
  await sql`
    create trigger end_first before update on unsaid_queue.job for each row
      when (new.state::text = 'completed') execute function unsaid.end_first()`.execute(admin)
}
