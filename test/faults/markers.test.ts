import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { newQueue } from '../../src/queue/backend.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { describeBackends } from '../each-backend.ts'
import { cutConnections } from '../workers/app-connections.ts'
import { asAdmin, onRewriteOf, outcomeCounts } from '../workers/job-rows.ts'
import { keptLog } from './kept-log.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { copiesIn } from '../scene/stored-copies.ts'
import { storeConversations } from '../scene/stored-conversations.ts'

/** The only places where the text of messages and people may be. */
const MESSAGE_TABLES = ['unsaid.contact', 'unsaid.conversation', 'unsaid.conversation_part']

const CONVERSATIONS = 40

const DROPPED = 'dropped a delivery of unknown form'

describeBackends('the text of messages', (kind) => {
  test('is in the message tables alone, whatever fails', { timeout: 120_000 }, async () => {
    const marker = `marker${randomUUID().replaceAll('-', '')}`
    const control = `control${randomUUID().replaceAll('-', '')}`
    const log = keptLog()
    const scene = await openQueueScene(kind, createLogger('trace', log.stream))
    const { database, accept } = scene
    const stock = await storeConversations(database.db, {
      conversations: CONVERSATIONS,
      parts: 6,
      marker,
    })
    expect(Object.keys(await copiesIn(scene, marker)).toSorted()).toEqual(MESSAGE_TABLES)
    await addJunk(scene, control)
    expect(Object.keys(await copiesIn(scene, control))).not.toEqual([])

    await makeRewritesFail(scene)
    const accepted = await Promise.all([...stock.parts, ...stock.sources].map(accept))
    const workers = [scene.startWorker(TRACE), scene.startWorker(TRACE)] as const
    await Promise.all(workers.map((worker) => worker.ready))
    expect(await cutConnections(database)).toBeGreaterThan(0)
    workers[0].kill('SIGKILL')
    // The first one may have gone to the worker that was killed before it could log.
    await addJunk(scene, control)
    const jobs = accepted.map(({ job }) => job)
    const { counts } = await pollUntil(
      async () => ({
        counts: await outcomeCounts(database, jobs),
        dropped: workers[1].output.includes(DROPPED),
        lives: workers[1].running,
      }),
      (seen) => (seen.counts.none === undefined && seen.dropped) || !seen.lives,
      { within: 90_000 },
    )
    expect(workers[1].running, workers[1].output.slice(-2_000)).toBe(true)
    expect(counts).toEqual({ redacted: jobs.length - 3, 'failed/server_error': 3 })

    const found = await copiesIn(scene, marker)
    expect(Object.keys(found).filter((place) => !MESSAGE_TABLES.includes(place))).toEqual([])
    const output = [log.text(), ...workers.map((worker) => worker.output)].join('\n')
    expect(output).toContain('a job failed')
    expect(output).toContain(DROPPED)
    expect(output).not.toContain(marker)
    expect(output).not.toContain(control)
  })
})

const TRACE = { LOG_LEVEL: 'trace' }

/** Errors that quote the row in message, detail and hint, and a row that breaks a constraint. */
async function makeRewritesFail({ database }: QueueScene): Promise<void> {
  const raise = `raise exception 'refused: %', old.body using detail = old.data::text, hint = old.body;`
  await onRewriteOf(database, 'p3-1', raise)
  await onRewriteOf(database, 'p4-2', `perform old.body::integer;`)
  await onRewriteOf(database, 'p5-0', `new.conversation_id := null;`)
  await asAdmin(database, `alter table unsaid.conversation_part alter conversation_id set not null`)
}

/** A delivery of no known form, that quotes something. */
async function addJunk({ backend, closing }: QueueScene, text: string): Promise<void> {
  const queue = closing.opened(newQueue(QUEUES.redactions, backend, {}), (one) => one.close())
  queue.on('error', () => undefined)
  const opts = { jobId: `h-${randomUUID()}`, removeOnComplete: true }
  await queue.addBulk([{ name: 'deliver', data: { v: 9, body: text }, opts }])
}
