import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newQueue } from '../../src/queue/backend.ts'
import { QUEUE_SCHEMA, QUEUES } from '../../src/queue/names.ts'
import { noteStart } from '../../src/jobs/job-starts.ts'
import { createLogger } from '../../src/logger.ts'
import { createDispatchRound } from '../../workers/rounds/dispatch-round.ts'
import { startDispatcher, type Dispatcher } from '../../workers/rounds/dispatcher.ts'
import { startWorker } from '../../workers/start-worker.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { disagreements, disagreementsAtRest, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { acceptAll, asAdmin, outcomeCounts } from './job-rows.ts'

const logger = createLogger('silent')

const parts = (count: number) =>
  Array.from({ length: count }, (_, at) => partOf(Math.floor(at / 5), at % 5))

async function openStocked(kind: 'redis' | 'postgres'): Promise<QueueScene> {
  const scene = await openQueueScene(kind)
  await storeConversations(scene.database.db, { conversations: 20, parts: 6 })
  return scene
}

/** A worker with a dispatcher that looks five times a second. */
async function startBusyWorker({ closing, database, backend }: QueueScene): Promise<void> {
  const { db } = database
  const settings = { db, backend, logger, dispatchEvery: 200 }
  const worker = closing.opened(startWorker(settings), (one) => one.close())
  await worker.ready()
}

const allDone = (database: TestDatabase, jobs: readonly string[], within = 60_000) =>
  pollUntil(
    () => outcomeCounts(database, jobs),
    ({ redacted = 0 }) => redacted === jobs.length,
    { within },
  )

describeBackends('the dispatcher', (kind) => {
  test('delivers again what was never delivered', async () => {
    const scene = await openStocked(kind)
    const jobs = await acceptAll(scene.database, parts(50))
    await asAdmin(scene.database, `update wakeup set due_at = now()`)
    await startBusyWorker(scene)
    await allDone(scene.database, jobs)
    expect(await disagreementsAtRest(scene)).toEqual(NONE)
  })

  test('brings everything back when the queue was emptied', async () => {
    const scene = await openStocked(kind)
    const accepted = await Promise.all(parts(50).map(scene.accept))
    await Promise.all(accepted.map(({ delivered }) => delivered))
    expect((await scene.queue.backlog()).all).toBeGreaterThan(0)
    await emptyQueue(scene)
    expect((await scene.queue.backlog()).all).toBe(0)

    // None is due by itself: they are found because the queue is empty.
    await asAdmin(
      scene.database,
      `update wakeup set created_at = now() - interval '16 seconds',
              due_at = now() + interval '1 hour', deliveries = 9`,
    )
    await startBusyWorker(scene)
    const jobs = accepted.map(({ job }) => job)
    await allDone(scene.database, jobs)
    expect(await disagreementsAtRest(scene)).toEqual(NONE)
  })

  test('lets a job rest that rests after a failure, though the queue is empty', async () => {
    const scene = await openStocked(kind)
    const { database, queue, chunks } = scene
    const dispatch = createDispatchRound({ db: database.db, queue, chunks, logger })
    await acceptAll(database, parts(1))
    const rest = `update wakeup set created_at = now() - interval '1 minute',
                         due_at = now() + interval '30 seconds', deliveries = 0`
    await asAdmin(database, rest)
    await dispatch()
    expect(await deliveriesOf(database)).toEqual([1]) // once, it might have been lost
    await emptyQueue(scene)
    await asAdmin(database, rest)
    await dispatch()
    expect(await deliveriesOf(database)).toEqual([0])
  })

  test('with over 1,000 deliveries waiting takes only what is long overdue', async () => {
    const { database, backend, closing, queue, chunks } = await openStocked(kind)
    const dispatch = createDispatchRound({ db: database.db, queue, chunks, logger })
    const [late] = await acceptAll(database, parts(5))
    await asAdmin(
      database,
      `update wakeup set due_at = now() - interval '9 minutes'`,
      `update wakeup set due_at = now() - interval '11 minutes' where job_id = '${late!}'`,
    )
    const others = closing.opened(newQueue(QUEUES.redactions, backend, {}), (one) => one.close())
    await others.addBulk(
      Array.from({ length: 1_001 }, (_, at) => ({
        name: 'deliver',
        data: { v: 1, w: 'default', jobs: ['x'] },
        opts: { jobId: `d-${at}` },
      })),
    )
    await dispatch()
    expect(await deliveriesOf(database)).toEqual([0, 0, 0, 0, 1])
  })

  test('forgets the starts of jobs that ended without them', async () => {
    const { database, queue, chunks } = await openStocked(kind)
    const [ended, open] = await acceptAll(database, parts(2))
    await asAdmin(
      database,
      `update job set state = 'failed', outcome = 'not_found', finished_at = now()
        where id = '${ended!}'`,
      `delete from wakeup where job_id = '${ended!}'`,
    )
    await noteStart(database.db, 'default', [ended!], false)
    await noteStart(database.db, 'default', [ended!, open!], false)
    await createDispatchRound({ db: database.db, queue, chunks, logger })()
    const { rows } = await sql<{ job_ids: string[] }>`
      select job_ids from job_start`.execute(database.admin)
    expect(rows).toEqual([{ job_ids: [ended, open] }])
  })

  test('with its queue away accepts, and has the jobs done once it is back', async (ctx) => {
    const scene = await openStocked(kind)
    if (!scene.redis) return ctx.skip('the queue on Postgres is away only with everything else')
    await startBusyWorker(scene)
    await scene.redis.kill()
    const accepted = await Promise.all(parts(30).map(scene.accept))
    await Promise.all(accepted.map(({ delivered }) => delivered))
    expect((await disagreements(scene.database)).jobs_without_outcome).toBe(30)
    await asAdmin(scene.database, `update wakeup set due_at = now()`)

    await scene.redis.restart()
    const jobs = accepted.map(({ job }) => job)
    await allDone(scene.database, jobs)
    expect(await disagreementsAtRest(scene)).toEqual(NONE)
  })
})

test('of two dispatchers one works, and the other follows when its session dies', async () => {
  const scene = await openQueueScene('postgres')
  const { database, closing } = scene
  for (let one = 0; one < 2; one++) {
    closing.opened(dispatcherOn(scene), (dispatcher) => dispatcher.close())
  }
  const [first] = await pollUntil(
    () => leaders(database),
    (pids) => pids.length > 0,
  )
  // Each has asked by now: a round begins when its dispatcher starts.
  expect(await leaders(database)).toEqual([first])
  await asAdmin(database, `select pg_terminate_backend(${first!})`)
  const [second, ...others] = await pollUntil(
    () => leaders(database),
    (pids) => pids.length > 0 && pids[0] !== first,
  )
  expect([second, others]).toEqual([expect.any(Number), []])
})

function dispatcherOn({ database, queue, chunks }: QueueScene): Dispatcher {
  const { db } = database
  return startDispatcher({ db, queue, chunks, logger, every: 100 })
}

/** The sessions that hold the dispatcher's lock. */
async function leaders({ admin }: TestDatabase): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_locks
     where locktype = 'advisory' and classid = 778201 and granted
       and database = (select oid from pg_database where datname = current_database())`.execute(
    admin,
  )
  return rows.map(({ pid }) => pid)
}

async function deliveriesOf({ admin }: TestDatabase): Promise<number[]> {
  const { rows } = await sql<{ deliveries: number }>`
    select deliveries from wakeup order by deliveries`.execute(admin)
  return rows.map(({ deliveries }) => deliveries)
}

async function emptyQueue({ redis, database }: QueueScene): Promise<void> {
  if (redis) await redis.flush()
  else await asAdmin(database, `delete from ${QUEUE_SCHEMA}.job`)
}
