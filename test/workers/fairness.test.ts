import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { startWorker } from '../../workers/start-worker.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { openQueueScene } from '../scene/queue-scene.ts'
import { storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList, endOf } from '../bulk/accepted-list.ts'
import { bodyOf } from '../bulk/bodies.ts'

const LANES = 2
const LARGE = { workspace: 'large', conversations: 400, parts: 6 }
const SMALL = { workspace: 'small', conversations: 20, parts: 6 }
const CHUNK_SIZE = 25

describeBackends('a small list behind a large one of another workspace', (kind) => {
  test('ends first: the lanes take their chunks by turns', async () => {
    const { closing, database, backend, chunks } = await openQueueScene(kind)
    const { db } = database
    const accept = async (stock: typeof LARGE) => {
      const { workspace } = stock
      await createWorkspace(db, workspace)
      const { parts } = await storeConversations(db, stock)
      const form = { workspace, lanes: LANES, chunkSize: CHUNK_SIZE }
      const job = await acceptedList(db, parts.map(bodyOf), form)
      await chunks.deliverChunks({ workspace, job }, [1, 2])
      return job
    }
    const large = await accept(LARGE)
    const small = await accept(SMALL)
    const settings = { backend, logger: createLogger('silent'), lanes: LANES }
    closing.opened(startWorker({ db, ...settings }), (one) => one.close())
    await endOf(database, small, SMALL.workspace)
    await endOf(database, large, LARGE.workspace)

    const order = await orderOfChunks(database)
    const ofSmall = order.flatMap((job, at) => (job === small ? [at] : []))
    expect(ofSmall).toHaveLength(4)
    // By turns: of the 84 chunks about every other one is the small job's until it has ended.
    expect(ofSmall.at(-1)).toBeLessThan(3 * 4 * LANES)
    expect(order.at(-1)).toBe(large)
    expect(await disagreements(database)).toEqual(NONE)
  })
})

/** The job of each chunk, in the order in which they were done. */
async function orderOfChunks({ admin }: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ job: string }>`
    select job_id as job from job_chunk order by done_at`.execute(admin)
  return rows.map(({ job }) => job)
}
