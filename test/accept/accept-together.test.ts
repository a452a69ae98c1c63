import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { openRedactionDoor } from '../../src/accept/redaction-door.ts'
import type { IdempotencyKey } from '../../src/jobs/claim-keys.ts'
import { UnknownWorkspace } from '../../src/jobs/unknown-workspace.ts'
import { createLogger } from '../../src/logger.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { partOf } from '../scene/stored-conversations.ts'
import { lookAtQueue } from '../queue/raw-queue.ts'

const logger = createLogger('silent')
const asking = (nth: number) => ({ request: partOf(nth, 0), requestedBy: 'library' })
const many = (count: number) => Array.from({ length: count }, (_, nth) => nth)

async function open(database: TestDatabase) {
  const backend = database.backend('postgres')
  const queue = openDeliveryQueue('redactions', backend, logger)
  onTestFinished(() => queue.close())
  const workspace = `w-${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, workspace)
  return { door: openRedactionDoor(database.db, queue, logger), workspace, backend }
}

test('requests of the same moment are few commits and few deliveries, and a job each', async ({
  database,
}) => {
  const { door, workspace, backend } = await open(database)
  const accepted = await Promise.all(many(300).map((nth) => door.accept(workspace, asking(nth))))
  const jobs = accepted.map(({ job }) => job)
  expect(await storedIn(database, workspace)).toEqual({
    ...{ jobs: 300, targets: 300, wakeups: 300 },
    commits: 1,
  })
  const { rows } = await sql<{ id: string; target: string }>`
    select id, conversation_id as target from job where workspace_id = ${workspace}`.execute(
    database.admin,
  )
  const targets = new Map(rows.map(({ id, target }) => [id, target]))
  expect(jobs.map((job) => targets.get(job))).toEqual(many(300).map((nth) => `c${nth}`))

  await Promise.all(accepted.map(({ delivered }) => delivered))
  const deliveries = (await lookAtQueue(backend).getWaiting(0, -1)).map(({ data }) => data)
  const ours = deliveries.filter((data) => (data as { w: string }).w === workspace)
  expect(ours).toEqual([{ v: 1, w: workspace, jobs }])
})

test('a request that can not be stored is refused alone', async ({ database }) => {
  const { door, workspace } = await open(database)
  const asks = many(20).map((nth) =>
    nth === 7 ? { ...asking(7), reason: 'His words' } : asking(nth),
  )
  const settled = await Promise.allSettled(asks.map((ask) => door.accept(workspace, ask)))
  expect(settled.map(({ status }) => status)).toEqual(
    many(20).map((nth) => (nth === 7 ? 'rejected' : 'fulfilled')),
  )
  expect(settled[7]).toMatchObject({ reason: { code: '23514' } })
  expect(await storedIn(database, workspace)).toMatchObject({ jobs: 19, wakeups: 19 })
})

test('an unknown workspace is unknown to all who ask for it, and to nobody else', async ({
  database,
}) => {
  const { door, workspace } = await open(database)
  const nowhere = many(5).map((nth) => door.accept('nowhere', asking(nth)))
  const somewhere = many(5).map((nth) => door.accept(workspace, asking(nth)))
  for (const { status, ...told } of await Promise.allSettled(nowhere)) {
    expect({ status, ...told }).toEqual({ status: 'rejected', reason: new UnknownWorkspace() })
  }
  await Promise.all(somewhere)
  expect(await storedIn(database, workspace)).toMatchObject({ jobs: 5, commits: 1 })
})

test('equal keys of the same moment make one job; another request under one is refused', async ({
  database,
}) => {
  const { door, workspace } = await open(database)
  const keys = [keyOf('a', 'same'), keyOf('a', 'same'), keyOf('a', 'other'), keyOf('b', 'same')]
  const under = () => Promise.all(keys.map((key) => door.acceptUnderKey(workspace, asking(1), key)))
  const [[first, again, other, second], alone] = await Promise.all([
    under(),
    door.accept(workspace, asking(2)),
  ])
  expect(again?.job).toBe(first!.job)
  expect(other).toBeUndefined()
  expect(new Set([first!.job, second!.job, alone.job]).size).toBe(3)
  expect(await storedIn(database, workspace)).toMatchObject({ jobs: 3, wakeups: 3, commits: 1 })

  const later = await under()
  expect(later.map((one) => one?.job)).toEqual([first!.job, first!.job, undefined, second!.job])
  expect(await storedIn(database, workspace)).toMatchObject({ jobs: 3, wakeups: 3 })
})

function keyOf(key: string, body: string): IdempotencyKey {
  const sha256 = (text: string) => createHash('sha256').update(text).digest()
  return { digest: sha256(key), fingerprint: sha256(body) }
}

async function storedIn({ admin }: TestDatabase, workspace: string) {
  const { rows } = await sql`
    select count(*)::int as jobs, count(distinct job.xmin::text)::int as commits,
           count(distinct job.conversation_id)::int as targets,
           (select count(*)::int from wakeup where workspace_id = ${workspace}) as wakeups
      from job where workspace_id = ${workspace}`.execute(admin)
  return rows[0]
}
