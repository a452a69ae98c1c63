import { describe, expect, onTestFinished, test } from 'vitest'
import { openListDoor } from '../../src/accept/list-door.ts'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { openDatabase } from '../../src/database/connection.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { createClosing } from '../../src/closing.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { ASK } from '../bulk/accepted-list.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { freshDatabase } from './fresh-database.ts'
import { olderDatabase, type OlderDatabase } from './older-database.ts'

const logger = createLogger('silent')

/** Opens what works on the database as it is now, and a door to it. */
function openUpgraded(older: OlderDatabase) {
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const { appRole } = older
  const { url } = older.app
  const db = closing.opened(openDatabase({ url, appRole }), (one) => one.destroy())
  const backend = { kind: 'postgres', url, appRole } as const
  const queue = openDeliveryQueue(QUEUES.erasures, backend, logger)
  closing.opened(queue, (one) => one.close())
  const door = openListDoor({ db, queue, logger, pepper: PEPPER }, 1)
  const work = () => {
    const settings = { db, backend, logger, pepper: PEPPER, lanes: 2, dispatchEvery: 100 }
    closing.opened(startWorker(settings), (one) => one.close())
  }
  return { db, door, work }
}

/** Ids of jobs with their states, once all have ended but these. */
async function endsOf(
  { jobs }: OlderDatabase,
  { db }: ReturnType<typeof openUpgraded>,
  but: readonly string[] = [],
): Promise<Record<string, string>> {
  const asked = jobs.filter(({ name }) => !but.includes(name))
  const ids = asked.map(({ id }) => id)
  const found = await pollUntil(
    () => findJobs(db, 'default', ids),
    (all) => all.every((one) => one.finished_at !== null),
    { within: 90_000 },
  )
  const states = new Map(found.map(({ id, state }) => [id, state]))
  return Object.fromEntries(asked.map(({ id, name }) => [name, states.get(id) ?? 'unknown']))
}

const allSucceeded = (older: OlderDatabase, but: readonly string[] = []) =>
  Object.fromEntries(
    older.jobs.filter(({ name }) => !but.includes(name)).map(({ name }) => [name, 'succeeded']),
  )

/** In each an agent wrote what stays. */
const CONVERSATIONS = 14

const LEFT = `
  select (select count(*)::int from unsaid.wakeup) as wakeups,
         (select count(*)::int from unsaid.job_start) as starts,
         (select count(*)::int from unsaid.conversation_part where body like '%goes%') as parts,
         (select count(*)::int from unsaid.conversation where source::text like '%goes%') as sources,
         (select count(*)::int from unsaid.conversation_part where body like '%stays%') as others`

describe.each([
  { schema: 10, of: '78035e8' },
  { schema: 18, of: 'bb5b2be' },
])('jobs of schema $schema, as $of left them', ({ schema }) => {
  test('end as they should once the schema is up to date', async () => {
    const older = await olderDatabase(schema)
    await older.migrate()
    const upgraded = openUpgraded(older)
    const { db, door, work } = upgraded
    const planned = ['list-ready', 'erasure-ready', 'list-planning']
    await acceptList(db, 'default', older.idOf('list-receiving'), ASK)
    await older.asAdmin(`update unsaid.wakeup set due_at = now() where not waits`)
    work()

    expect(await endsOf(older, upgraded, planned)).toEqual(allSucceeded(older, planned))
    await pollUntil(
      () => findJobs(db, 'default', planned.map(older.idOf)),
      (all) => all.every(({ state }) => state === 'ready'),
    )
    for (const name of planned) {
      expect(await door.run('default', older.idOf(name))).toMatchObject({ kind: 'started' })
    }
    expect(await endsOf(older, upgraded)).toEqual(allSucceeded(older))
    const [left] = await older.asAdmin(LEFT)
    expect(left).toEqual({ wakeups: 0, starts: 0, parts: 0, sources: 0, others: CONVERSATIONS })
  })
})

describe('what a wakeup wakes', () => {
  test('is told of those that were there before there was a word', async () => {
    const older = await olderDatabase(18)
    await older.migrate()
    const words = await older.asAdmin(`
      select wakes, count(*)::int as wakeups, min(chunk) as least from unsaid.wakeup
       group by wakes order by wakes`)
    expect(words).toEqual([
      { wakes: 'chunk', wakeups: 4, least: 1 },
      { wakes: 'redaction', wakeups: 4, least: 0 },
      { wakes: 'step', wakeups: 2, least: -1 },
    ])
  })

  test('is told of what the code before writes while processes are exchanged', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    await fresh.asAdmin(`
      insert into unsaid.wakeup (workspace_id, job_id, due_at) values ('default', 'a', now());
      insert into unsaid.wakeup (workspace_id, job_id, chunk, due_at, waits)
      values ('default', 'b', -1, now(), false), ('default', 'c', 7, now(), false)`)
    const due = await fresh.asAdmin(`
      select job_id, wakes, chunk from unsaid.due_wakeups('0', 10, '30 s', '10 min') order by job_id`)
    expect(due).toEqual([
      { job_id: 'a', wakes: 'redaction', chunk: 0 },
      { job_id: 'b', wakes: 'step', chunk: -1 },
      { job_id: 'c', wakes: 'chunk', chunk: 7 },
    ])
  })

  test('is one of three things', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    const nothing = fresh.asAdmin(`
      insert into unsaid.wakeup (workspace_id, job_id, chunk, due_at)
      values ('default', 'a', -2, now())`)
    await expect(nothing).rejects.toMatchObject({ code: '23514' })
  })
})
