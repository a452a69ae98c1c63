import { expect, test } from 'vitest'
import { describeBackends } from '../../each-backend.ts'
import { acceptedList, deliverAgain, endOf } from '../../bulk/accepted-list.ts'
import { bodyOf } from '../../bulk/bodies.ts'
import { closeGate } from '../../scene/chunk-gate.ts'
import { disagreementsAtRest, NONE } from '../../scene/disagreements.ts'
import { openQueueScene } from '../../scene/queue-scene.ts'
import { storeConversations } from '../../scene/stored-conversations.ts'

describeBackends('a worker that stands still in the middle of a chunk', (kind) => {
  test('loses it to another, and does it no second time', { timeout: 240_000 }, async () => {
    const scene = await openQueueScene(kind)
    const { database } = scene
    const stock = await storeConversations(database.db, { conversations: 20, parts: 6 })
    const job = await acceptedList(database.db, stock.parts.map(bodyOf), { chunkSize: 25 })
    await deliverAgain(database, scene.chunks)
    const gate = await closeGate(database, 2)
    const frozen = scene.startWorker()
    await gate.waiting()
    frozen.kill('SIGSTOP')
    const since = performance.now()
    scene.startWorker()
    await gate.open(1_000)
    expect((await endOf(database, job)).state).toBe('succeeded')
    const seconds = ((performance.now() - since) / 1_000).toFixed(1)
    process.stdout.write(`${kind}: the list ended ${seconds} s after its worker stood still\n`)
    frozen.kill('SIGCONT')
    expect(await disagreementsAtRest({ database, queue: scene.chunks })).toEqual(NONE)
  })
})
