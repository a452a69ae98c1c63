import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openListDoor, type ListDoor } from '../../src/accept/list-door.ts'
import { openRedactionDoor } from '../../src/accept/redaction-door.ts'
import { createLogger } from '../../src/logger.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { startWorker } from '../../workers/start-worker.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { disagreementsAtRest, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList, ASK, endOf } from '../bulk/accepted-list.ts'
import { bodyOf, itemsOf } from '../bulk/bodies.ts'
import { atScale } from '../scene/at-scale.ts'

/** Jobs of one item each that the greedy workspace hands in. */
const GREEDY = Number(process.env.UNSAID_GREEDY_JOBS ?? atScale({ small: 120, full: 300 }))
const MODEST = GREEDY >= 300 ? 15 : 6
const logger = createLogger('silent')

async function handIn(door: ListDoor, workspace: string, request: RedactionRequest) {
  const list = { items: [itemsOf([bodyOf(request)])], dryRun: false, ask: () => ASK }
  const answer = await door.accept(workspace, list)
  if (answer.kind !== 'accepted') throw new Error(answer.kind)
  return answer.job
}

async function stocked(scene: QueueScene, workspace: string, jobs: number) {
  const { db } = scene.database
  await createWorkspace(db, workspace)
  const conversations = Math.ceil(jobs / 5)
  const { parts } = await storeConversations(db, { workspace, conversations, parts: 6 })
  return parts.slice(0, jobs)
}

const notOnItsWay = async ({ admin }: TestDatabase) => {
  const { rows } = await sql<{ jobs: number }>`
    select count(*)::int as jobs from wakeup where waits`.execute(admin)
  return rows[0]!.jobs
}

function work({ closing, database, backend }: QueueScene, dispatchEvery = 600_000) {
  const settings = { db: database.db, backend, logger, lanes: 1, dispatchEvery }
  return closing.opened(startWorker(settings), (one) => one.close())
}

/** Redactions one after another, each until its outcome is stored. @returns milliseconds, sorted */
async function click({ database, queue }: QueueScene, requests: readonly RedactionRequest[]) {
  const door = openRedactionDoor(database.db, queue, logger)
  const waits: number[] = []
  for (const request of requests) {
    const since = performance.now()
    const { job } = await door.accept('modest', { request, requestedBy: 'library' })
    const ended = sql`select from job where id = ${job} and outcome is not null`
    await pollUntil(
      async () => (await ended.execute(database.admin)).rows.length,
      (rows) => rows === 1,
      { every: 2 },
    )
    waits.push(performance.now() - since)
  }
  return waits.sort((one, other) => one - other)
}

describeBackends(`beside ${GREEDY} jobs of another workspace`, (kind) => {
  test('a job does not wait for them', { timeout: 600_000 }, async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const door = openListDoor({ db: database.db, queue: scene.chunks, logger }, 1)
    const [greedy, modest] = [
      await stocked(scene, 'greedy', GREEDY),
      await stocked(scene, 'modest', MODEST),
    ]
    for (const request of greedy) await handIn(door, 'greedy', request)
    expect(await notOnItsWay(database)).toBeGreaterThan(GREEDY / 2)
    work(scene)
    const waits: number[] = []
    const leftBehind: number[] = []
    for (const request of modest) {
      const since = performance.now()
      await endOf(database, await handIn(door, 'modest', request), 'modest')
      waits.push(performance.now() - since)
      leftBehind.push(await notOnItsWay(database))
    }
    waits.sort((one, other) => one - other)
    const [median, late] = [waits[MODEST >> 1]!, waits.at(-1)!]
    process.stdout.write(
      `${kind}: beside ${GREEDY} jobs ${median.toFixed(0)} ms, at most ${late.toFixed(0)} ms\n`,
    )
    expect(Math.min(...leftBehind)).toBeGreaterThan(0)
    await allEnd(scene)
  })

  test('a single redaction does not wait for them', { timeout: 600_000 }, async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const door = openListDoor({ db: database.db, queue: scene.chunks, logger }, 1)
    const greedy = await stocked(scene, 'greedy', GREEDY)
    const modest = await stocked(scene, 'modest', 4 * MODEST)
    const idle = work(scene)
    await click(scene, modest.slice(0, MODEST))
    const atRest = await click(scene, modest.slice(MODEST, 2 * MODEST))
    await idle.close()

    for (const request of greedy) await handIn(door, 'greedy', request)
    work(scene)
    const beside = await click(scene, modest.slice(2 * MODEST, 3 * MODEST))
    expect(await notOnItsWay(database)).toBeGreaterThan(0)
    const told = [atRest, beside].map((waits) => {
      return `${waits[MODEST >> 1]!.toFixed(0)} ms, at most ${waits.at(-1)!.toFixed(0)} ms`
    })
    process.stdout.write(`${kind}: a single at rest ${told.join(`; beside ${GREEDY} jobs `)}\n`)
    await allEnd(scene)
  })

  test('those of one workspace take turns, in the order in which they came', async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const door = openListDoor({ db: database.db, queue: scene.chunks, logger }, 1)
    const jobs: string[] = []
    for (const request of await stocked(scene, 'greedy', 12)) {
      jobs.push(await handIn(door, 'greedy', request))
    }
    work(scene)
    await allEnd(scene)
    const { rows } = await sql<{ job: string }>`
      select job_id as job from job_chunk order by done_at`.execute(database.admin)
    // Two are on their way at once.
    rows.forEach(({ job }, at) => expect(Math.abs(jobs.indexOf(job) - at)).toBeLessThan(2))
  })

  test('what waits although nothing is on its way is delivered by the dispatcher', async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const values = (await stocked(scene, 'greedy', 20)).map(bodyOf)
    const form = { workspace: 'greedy', lanes: 1, chunkSize: 1 }
    const [first, second] = [values.slice(0, 2), values.slice(2)]
    const lost = [
      await acceptedList(database.db, first.slice(0, 1), form),
      await acceptedList(database.db, first.slice(1), form),
    ]
    const waiting = await acceptedList(database.db, second, form)
    expect(await notOnItsWay(database)).toBe(1)
    // Whoever was to deliver died, and the others were taken back.
    await sql`delete from wakeup where job_id = any(${lost})`.execute(database.admin)
    work(scene, 200)
    expect((await endOf(database, waiting, 'greedy')).state).toBe('succeeded')
  })
})

async function allEnd(scene: QueueScene): Promise<void> {
  const { database, chunks: queue } = scene
  await pollUntil(
    async () => {
      const { rows } = await sql<{ open: number }>`
        select count(*)::int as open from job where finished_at is null`.execute(database.admin)
      return rows[0]!.open
    },
    (open) => open === 0,
    { within: 500_000 },
  )
  expect(await disagreementsAtRest({ database, queue })).toEqual(NONE)
}
