import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { newQueue } from '../../src/queue/backend.ts'
import { chunkData, parseChunkDelivery } from '../../src/queue/delivery.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import { conversationOf, EMAIL } from '../erasure/adas-conversations.ts'
import { ends, openErasureScene, store } from '../erasure/erasure-scene.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { asAdmin } from '../workers/job-rows.ts'

const NAMED = { v: 1, w: 'default', job: 'a' } as const

test('carries a chunk by its number, and a step by the one that it always had', () => {
  expect(chunkData('default', 'a', 7)).toEqual({ ...NAMED, chunk: 7 })
  expect(chunkData('default', 'a', 'step')).toEqual({ ...NAMED, chunk: -1 })
})

test.for([
  [7, 7],
  [-1, 'step'],
] as const)('reads %s as %s', ([chunk, read]) => {
  expect(parseChunkDelivery({ ...NAMED, chunk, body: 'text' })).toEqual({ ...NAMED, chunk: read })
})

test.for([0, -2, 1.5, 2 ** 31, '1', 'chunk', null, undefined])(
  'takes what names chunk %s for no delivery of a chunk',
  (chunk) => {
    expect(parseChunkDelivery({ ...NAMED, chunk })).toBeUndefined()
  },
)

const ASK = {
  ...({ selector: { kind: 'email', value: EMAIL }, scope: 'authored', dryRun: false } as const),
  ...{ dueAt: new Date(Date.now() + 86_400_000), lanes: 2, requestedBy: 'cli' },
}

describeBackends('a step whose delivery the version before left in the queue', (kind) => {
  test('is taken', async () => {
    const scene = await openErasureScene(kind)
    await store(scene, conversationOf(0))
    const accepted = await acceptErasure(scene.database.db, 'default', ASK, PEPPER)
    const job = accepted.kind === 'accepted' ? accepted.job : ''
    // Nobody else brings it.
    const never = `now() + interval '1 day'`
    await asAdmin(scene.database, `update wakeup set waits = false, due_at = ${never}`)
    const queue = newQueue(QUEUES.erasures, scene.backend, {})
    scene.closing.opened(queue, (one) => one.close())
    const data = { v: 1, w: 'default', job, chunk: -1 }
    await queue.add('deliver', data, { jobId: `d-${randomUUID()}` })

    const { db } = scene.database
    const logger = createLogger('silent')
    const settings = { db, logger, backend: scene.backend, pepper: PEPPER, dispatchEvery: 600_000 }
    scene.closing.opened(startWorker(settings), (one) => one.close())
    expect((await ends(scene, job)).state).toBe('succeeded')
  })
})
