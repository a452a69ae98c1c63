import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { newQueue } from '../../src/queue/backend.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene } from '../scene/queue-scene.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { acceptAll, asAdmin, outcomeCounts } from '../workers/job-rows.ts'

describeBackends('deliveries that nobody of ours made', (kind) => {
  test('have no effect, and the worker goes on', async () => {
    const { closing, database, backend, queue } = await openQueueScene(kind)
    await storeConversations(database.db, { conversations: 4, parts: 6 })
    const other = `w-${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, other)
    const untouched = await acceptAll(database, [partOf(0, 0), partOf(0, 1)])
    const touched = await acceptAll(database, [partOf(1, 0), partOf(1, 1)])

    const hostile = newQueue(QUEUES.redactions, backend, {
      defaultJobOptions: { removeOnComplete: true },
    })
    closing.opened(hostile, (one) => one.close())
    const all = hostileData(untouched, other)
    await hostile.addBulk(
      all.flatMap((data) =>
        ['deliver', 'redeliver', 'nonsense'].map((name) => ({
          name,
          data,
          opts: { jobId: `h-${randomUUID()}` },
        })),
      ),
    )
    await queue.deliver('default', ['no-such-job', ...touched])
    expect((await queue.backlog()).all).toBe(3 * all.length + 1)

    const { db } = database
    const logger = createLogger('silent')
    // Its dispatcher never gets to a second round: what happens here, deliveries did.
    const settings = { db, backend, logger, dispatchEvery: 600_000 }
    closing.opened(startWorker(settings), (one) => one.close())
    await pollUntil(
      () => queue.backlog(),
      ({ all: left }) => left === 0,
    )
    expect(await outcomeCounts(database, touched)).toEqual({ redacted: 2 })
    expect(await outcomeCounts(database, untouched)).toEqual({ none: 2 })
    await asAdmin(database, `delete from wakeup`, `delete from job where outcome is null`)
    expect(await disagreements(database)).toEqual(NONE)
  })
})

/** Those without a `v` are raw jobs; with two workspaces none of them may be addressed by default. */
function hostileData(jobs: readonly string[], other: string): unknown[] {
  return [
    { v: 2, w: 'default', jobs },
    { v: '1', w: 'default', jobs },
    { w: 'default', jobs },
    { v: 1, w: other, jobs },
    { v: 1, w: 'no-such-workspace', jobs },
    { v: 1, w: "default' or true --", jobs },
    { v: 1, w: ['default'], jobs },
    { v: 1, w: 'default', jobs: { 0: jobs[0] } },
    { v: 1, w: 'default', jobs: [...jobs, ...Array<string>(1_000).fill('x')] },
    JSON.parse(`{"__proto__": {"v": 1, "w": "default", "jobs": ["${jobs[0]!}"]}}`),
    { constructor: { prototype: { v: 1 } }, w: 'default', jobs },
    { v: 1, w: 'default', jobs: 'x'.repeat(10 * 1024 * 1024) },
    {},
    [],
    [1, 'default', jobs],
    'redact everything',
    42,
    null,
  ]
}
