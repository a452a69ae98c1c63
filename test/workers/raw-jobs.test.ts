import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { jobErrors } from '../../src/status/job-errors.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { BROKEN, UNKNOWN_WORKSPACES, UNSTORABLE } from '../queue/raw-broken-fields.ts'
import { storeMessages, TEXT } from '../queue/raw-messages.ts'
import { addRaw, tryToAddRaw, type RawJobToAdd } from '../queue/raw-producer.ts'
import { countsOf, lookAtQueue } from '../queue/raw-queue.ts'
import { atScale } from '../scene/at-scale.ts'

/** Jobs that are as they should be; 45 are broken, and 5 lead to no workspace. */
const GOOD = atScale({ small: 200, full: 950 })
const ENDED = GOOD + 45
const ALL = ENDED + 5

const DERIVED = /^raw-[0-9a-f]{32}$/

describeBackends('raw jobs that another program adds', (kind) => {
  test(`${ALL} of them have an outcome each, the broken ones too`, async () => {
    const { database, close } = await createTestDatabase()
    onTestFinished(close)
    const backend = database.backend(kind)
    const { metrics, queue } = start(database, kind)
    const good = await goodJobs(database)
    const broken = BROKEN.map(([data], index): RawJobToAdd => ({ name: `broken ${index}`, data }))
    const lost = UNKNOWN_WORKSPACES.map((workspace_id): RawJobToAdd => ({
      name: 'redact',
      data: { ...(good[0]!.data as object), workspace_id },
    }))
    const jobs = [...good, ...broken, ...lost]
    expect(jobs).toHaveLength(ALL)

    const ids = await addRaw(backend, jobs)
    await expect
      .poll(() => countsOf(queue))
      .toEqual({ wait: 0, active: 0, completed: ENDED, failed: 5 })

    const returned = new Map((await queue.getCompleted(0, -1)).map((job) => [job.id, job]))
    const polledBy = ids.slice(0, ENDED).map((id, index) => {
      const { returnvalue } = returned.get(id)!
      expect(returnvalue).toEqual(requestIdOf(jobs[index]!.data) ?? expect.stringMatching(DERIVED))
      return returnvalue as string
    })
    const failed = await queue.getFailed(0, -1)
    expect(failed.map((job) => job.failedReason)).toEqual(Array(5).fill('workspace_not_found'))
    expect(new Set(failed.map((job) => job.id))).toEqual(new Set(ids.slice(ENDED)))

    const outcomes = await outcomesOf(database, polledBy)
    expect(outcomes.slice(0, GOOD)).toEqual(Array(GOOD).fill('redacted'))
    expect(outcomes.slice(GOOD)).toEqual(BROKEN.map(([, code]) => code))
    expect(await countersOf(metrics)).toEqual({
      accepted: GOOD,
      broken: 45,
      workspace_not_found: 5,
    })
    expect(await storeOf(database)).toMatchObject({ jobs: ENDED, redacted: GOOD, entries: GOOD })
    expect((await storeOf(database)).text).toBe(0)

    // Once more, and nothing changes: a job of the same id stands, a message is redacted once.
    const before = await storeOf(database)
    await addRaw(backend, jobs)
    await expect
      .poll(() => countsOf(queue))
      .toEqual({ wait: 0, active: 0, completed: 2 * ENDED, failed: 10 })
    const nameless = jobs.slice(0, ENDED).filter(({ data }) => requestIdOf(data) === undefined)
    expect(await storeOf(database, polledBy)).toEqual(before)
    expect(await storeOf(database)).toMatchObject({
      ...{ jobs: ENDED + nameless.length, redacted: GOOD, entries: GOOD },
      ...{ messages: before.messages, ledger: before.ledger },
    })
    expect(await countersOf(metrics)).toMatchObject({
      ...{ accepted: GOOD + nameless.length - 45, broken: 90, workspace_not_found: 10 },
      known: ENDED - nameless.length,
    })
  })

  test('the same job that BullMQ hands out again has the id it had', async ({ database }) => {
    const { queue } = start(database, kind)
    const [data] = await storeMessages(database.db, 1)
    const job = { name: 'redact', data, opts: { jobId: 'mine' } }
    await addRaw(database.backend(kind), [job, { name: 'broken', data: 'text' }])
    await expect.poll(() => countsOf(queue)).toMatchObject({ completed: 2, failed: 0 })
    const before = await storeOf(database)
    for (const one of await queue.getCompleted()) await one.retry('completed')
    await expect.poll(() => countsOf(queue)).toMatchObject({ wait: 0, active: 0, completed: 2 })
    expect(await storeOf(database)).toEqual(before)
  })

  test('text that Postgres can not store is refused by a queue there, and not found elsewhere', async ({
    database,
  }) => {
    const { queue } = start(database, kind)
    const { completed: already = 0 } = await countsOf(queue)
    const backend = database.backend(kind)
    if (kind === 'postgres') {
      const lists = UNSTORABLE.map(([data]) => [{ name: 'redact', data }])
      for (const added of await tryToAddRaw(backend, lists)) {
        expect(['22P05', '22P02']).toContain('refused' in added && added.refused)
      }
      return
    }
    await addRaw(
      backend,
      UNSTORABLE.map(([data]) => ({ name: 'redact', data })),
    )
    await expect
      .poll(() => countsOf(queue))
      .toMatchObject({ wait: 0, active: 0, completed: already + UNSTORABLE.length, failed: 0 })
    const ended = (await queue.getCompleted(0, -1)).slice(0, UNSTORABLE.length)
    const outcomes = await outcomesOf(
      database,
      ended.map((job) => job.returnvalue as string),
    )
    expect(outcomes.sort()).toEqual(UNSTORABLE.map(([, code]) => code).sort())
  })

  test('a job with a member `v` is taken for a delivery, and drops without a trace', async ({
    database,
  }) => {
    const { metrics, queue } = start(database, kind)
    const [data] = await storeMessages(database.db, 1)
    const before = await storeOf(database)
    const { completed: already = 0 } = await countsOf(queue)
    const forms = [{ ...data, v: 2 }, { v: null }, { v: 1, w: 'nobody', jobs: ['a'] }]
    await addRaw(
      database.backend(kind),
      forms.map((one) => ({ name: 'redact', data: one })),
    )
    await expect.poll(() => countsOf(queue)).toMatchObject({ completed: already + 3, failed: 0 })
    expect(await storeOf(database)).toEqual(before)
    expect(await countersOf(metrics)).toEqual({})
    expect((await metrics.deliveries.get()).values).toMatchObject([
      { labels: { result: 'dropped' }, value: 2 },
      { labels: { result: 'done' }, value: 1 },
    ])
  })
})

function start(database: TestDatabase, kind: 'redis' | 'postgres') {
  const { db } = database
  const metrics = createMetrics()
  const queue = lookAtQueue(database.backend(kind))
  const logger = createLogger('silent')
  const backend = database.backend(kind)
  const worker = startWorker({ db, backend, logger, metrics })
  onTestFinished(() => worker.close())
  return { metrics, queue }
}

/** Requests for as many messages; every third leaves its name to us. */
async function goodJobs({ db }: TestDatabase): Promise<RawJobToAdd[]> {
  const requests = await storeMessages(db, GOOD / 5)
  return requests.map((request, index) => ({
    name: index % 2 === 0 ? 'redact' : 'redeliver',
    data: index % 3 === 0 ? request : { ...request, request_id: `order:${index}`, reason: 'gdpr' },
  }))
}

function requestIdOf(data: unknown): string | undefined {
  const id = typeof data === 'object' && data && 'request_id' in data ? data.request_id : undefined
  return typeof id === 'string' && id.startsWith('order:') ? id : undefined
}

/** How each job ended, as its poller reads it: an outcome, or the first error's code. */
async function outcomesOf({ db }: TestDatabase, ids: readonly string[]): Promise<unknown[]> {
  const stored = new Map((await findJobs(db, 'default', ids)).map((job) => [job.id, job]))
  return ids.map((id) => {
    const job = stored.get(id)!
    return jobErrors(job)[0]?.code ?? job.outcome
  })
}

async function countersOf({ rawJobs }: ReturnType<typeof createMetrics>) {
  const { values } = await rawJobs.get()
  return Object.fromEntries(values.map(({ labels, value }) => [labels.result, value]))
}

/** What the store holds; of jobs only those that are named, if any are. */
async function storeOf({ admin }: TestDatabase, ids?: readonly string[]) {
  const { rows } = await sql<Record<'jobs' | 'redacted' | 'entries' | 'wakeups' | 'text', number>>`
    select (select count(*)::int from job where ${ids ?? null}::text[] is null
               or id = any(${ids ?? null}::text[])) as jobs,
           (select md5(string_agg(j::text, '' order by id)) from job j
             where ${ids ?? null}::text[] is null or id = any(${ids ?? null}::text[])) as job_rows,
           (select count(*)::int from conversation_part where redacted_at is not null)
             + (select count(*)::int from conversation where source_redacted_at is not null)
             as redacted,
           (select count(*)::int from ledger_entry cross join jsonb_array_elements(records))
             as entries,
           (select count(*)::int from wakeup) as wakeups,
           (select count(*)::int from job j where j::text like ${`%${TEXT}%`})
             + (select count(*)::int from ledger_entry l where l::text like ${`%${TEXT}%`})
             as text`.execute(admin)
  const { rows: digests } = await sql<{ messages: string; ledger: string }>`
    select (select md5(string_agg(p::text, '' order by id)) from conversation_part p)
             || (select md5(string_agg(c::text, '' order by id)) from conversation c) as messages,
           (select md5(string_agg(l::text, '' order by id)) from ledger_entry l) as ledger`.execute(
    admin,
  )
  return { ...rows[0]!, ...digests[0]! }
}
