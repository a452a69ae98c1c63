import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { readRawJob } from '../../src/queue/raw-job.ts'
import { createRawWorkspaces } from '../../workers/singles/raw-workspaces.ts'
import { createRawHandler } from '../../workers/singles/run-raw-job.ts'
import { createSingles } from '../../workers/singles/singles.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { dieWithOneJob } from '../queue/raw-dying-worker.ts'
import { storeMessages, type RawFields } from '../queue/raw-messages.ts'
import { addRaw } from '../queue/raw-producer.ts'
import { countsOf, lookAtQueue } from '../queue/raw-queue.ts'

const logger = createLogger('silent')

describeBackends('a raw job whose worker was killed', (kind) => {
  test('comes back, and its start is noted before it runs', async () => {
    const { database, close } = await createTestDatabase()
    onTestFinished(close)
    await keepNotes(database)
    const { db } = database
    const backend = database.backend(kind)
    const [data] = await storeMessages(db, 1)
    await addRaw(backend, [{ name: 'redact', data: { ...data, request_id: 'stalled' } }])
    await dieWithOneJob(backend)

    const queue = lookAtQueue(backend)
    expect(await countsOf(queue)).toMatchObject({ wait: 0, active: 1 })
    const worker = startWorker({ db, backend, logger })
    onTestFinished(() => worker.close())
    await expect.poll(() => countsOf(queue)).toMatchObject({ completed: 1 })
    expect(await notes(database)).toEqual(['stalled'])
    expect(await outcomeOf(database, 'stalled')).toEqual(['redacted', null])
  })
})

test('a raw job that comes for the first time leaves no note', async () => {
  const { database, handle } = await open()
  await keepNotes(database)
  const [data] = await storeMessages(database.db, 1)
  expect(await handle(raw(data!, 'first'), false)).toEqual({ kind: 'done', id: 'first' })
  expect(await notes(database)).toEqual([])
  expect(await outcomeOf(database, 'first')).toEqual(['redacted', null])
})

test('a raw job that five workers died over alone is given up', async () => {
  const { database, handle } = await open()
  const [data] = await storeMessages(database.db, 1)
  for (let start = 0; start < 5; start++) {
    await sql`
      insert into job_start (workspace_id, id, job_ids, solo)
      values ('default', ${`solo-${start}`}, '{killer}', true)`.execute(database.admin)
  }
  expect(await handle(raw(data!, 'killer'), true)).toEqual({ kind: 'done', id: 'killer' })
  expect(await outcomeOf(database, 'killer')).toEqual(['failed', 'server_error'])
})

test('a raw job that waits for a lock too long goes back to its queue', async () => {
  const { database, handle, results } = await open()
  const [data] = await storeMessages(database.db, 1)
  await database.admin.connection().execute(async (other) => {
    await sql`begin`.execute(other)
    await sql`
      insert into job (workspace_id, id, kind, type, conversation_id, target_id, requested_by)
      values ('default', 'held', 'redaction', 'source', '1', '1', 'raw')`.execute(other)
    expect(await handle(raw(data!, 'held'), false)).toEqual({ kind: 'away' })
    await sql`rollback`.execute(other)
  })
  expect(await handle(raw(data!, 'held'), true)).toEqual({ kind: 'done', id: 'held' })
  expect(await outcomeOf(database, 'held')).toEqual(['redacted', null])
  expect(await results()).toEqual({ away: 1, accepted: 1 })
})

test('a raw job that the store refuses fails with a code and no more', async () => {
  const { database, handle, results } = await open()
  const [data] = await storeMessages(database.db, 1)
  await sql`alter table job add constraint refusing check (id <> 'refused')`.execute(database.admin)
  expect(await handle(raw(data!, 'refused'), false)).toEqual({ kind: 'failed' })
  expect(await results()).toEqual({ failed: 1 })
})

async function open() {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  const { db } = database
  const metrics = createMetrics()
  const workspaces = createRawWorkspaces(db, undefined)
  const singles = createSingles(db, logger)
  const results = async () => {
    const { values } = await metrics.rawJobs.get()
    return Object.fromEntries(values.map(({ labels, value }) => [labels.result, value]))
  }
  return {
    database,
    handle: createRawHandler({ db, logger, metrics, workspaces, singles }),
    results,
  }
}

function raw(data: RawFields, request_id: string) {
  return readRawJob({ ...data, request_id }, { queue: 'redactions', id: '1', timestamp: 1 })
}

/** Remembers each start note beyond its deletion. */
async function keepNotes({ admin }: TestDatabase): Promise<void> {
  await sql`create table unsaid.kept_note (job_ids text[])`.execute(admin)
  await sql`
    create function unsaid.keep_note() returns trigger language plpgsql security definer as $$
    begin insert into unsaid.kept_note values (new.job_ids); return new; end $$`.execute(admin)
  await sql`
    create trigger keep_note after insert on job_start for each row
      execute function unsaid.keep_note()`.execute(admin)
}

async function notes({ admin }: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ job_ids: string[] }>`select job_ids from kept_note`.execute(admin)
  return rows.flatMap((row) => row.job_ids)
}

async function outcomeOf({ admin }: TestDatabase, id: string) {
  const { rows } = await sql<{ outcome: string; outcome_code: string | null }>`
    select outcome, outcome_code from job where id = ${id}`.execute(admin)
  return [rows[0]?.outcome, rows[0]?.outcome_code]
}
