import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { parseItem } from '../../src/items/parse-item.ts'
import { findItems } from '../../src/bulk/find-items.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { createLogger } from '../../src/logger.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { storeConversations } from '../scene/stored-conversations.ts'
import { onRewriteOf } from './job-rows.ts'

const logger = createLogger('silent')

const asBody = (request: RedactionRequest) =>
  request.type === 'source'
    ? { type: request.type, conversation_id: request.conversationId, source_id: request.sourceId }
    : {
        type: request.type,
        conversation_id: request.conversationId,
        conversation_part_id: request.conversationPartId,
      }

const itemsOf = (values: readonly unknown[]) => [
  values.map((value, at) => parseItem(at + 1, value)),
]

async function accept(
  { lists }: QueueScene,
  values: readonly unknown[],
  options: { dryRun?: boolean } = {},
): Promise<string> {
  const answer = await lists.accept('default', {
    items: itemsOf(values),
    dryRun: options.dryRun ?? false,
    ask: () => ({ kind: 'bulk', requestedBy: 'library' }),
  })
  if (answer.kind !== 'accepted') throw new Error(answer.kind)
  return answer.job
}

function work({ closing, database, backend }: QueueScene): void {
  const { db } = database
  const settings = { db, backend, logger, lanes: 2, dispatchEvery: 200 }
  closing.opened(startWorker(settings), (one) => one.close())
}

const reaches = ({ database }: QueueScene, job: string, ...states: string[]) =>
  pollUntil(
    () => findJob(database.db, 'default', job),
    (found) => states.includes(found?.state ?? ''),
    { within: 60_000 },
  )

const listOf = async ({ database }: QueueScene, job: string) =>
  (await findLists(database.db, 'default', [job])).get(job)

const NO_COUNTS = {
  redacted: 0,
  already_redacted: 0,
  not_redactable: 0,
  not_found: 0,
  failed: 0,
  canceled: 0,
}

describeBackends('a list', (kind) => {
  test('gives every item its own outcome', async () => {
    const scene = await openQueueScene(kind)
    const { parts, sources, ineligible } = await storeConversations(scene.database.db, {
      conversations: 500,
      parts: 6,
    })
    const good = [...parts, ...sources].map(asBody)
    const bad = ineligible.map(asBody)
    const unknown = { type: 'source', conversation_id: 'c1', source_id: 'nobody' }
    const job = await accept(scene, [...good, ...bad, good[0], unknown, { type: 'part' }, 7])
    work(scene)
    await reaches(scene, job, 'completed_with_errors')
    expect((await listOf(scene, job))?.progress).toEqual({
      ...NO_COUNTS,
      total: good.length + bad.length + 4,
      processed: good.length + bad.length + 4,
      redacted: good.length,
      already_redacted: 1,
      not_redactable: bad.length,
      not_found: 1,
      failed: 2,
    })
    const last = await findItems(scene.database.db, 'default', job, {
      after: good.length + bad.length,
      limit: 10,
    })
    expect(last.map(({ outcome }) => outcome?.kind)).toEqual([
      'already_redacted',
      'not_found',
      'failed',
      'failed',
    ])
    const failed = await findItems(scene.database.db, 'default', job, {
      outcome: 'failed',
      after: 0,
      limit: 10,
    })
    expect(failed).toEqual(last.slice(2))
  })

  test('is planned without any effect, then run', async () => {
    const scene = await openQueueScene(kind)
    const { parts } = await storeConversations(scene.database.db, { conversations: 10, parts: 3 })
    const job = await accept(scene, parts.map(asBody), { dryRun: true })
    work(scene)
    await reaches(scene, job, 'ready')
    const planned = await listOf(scene, job)
    expect(planned).toMatchObject({
      plan: { total: 20, processed: 20, redacted: 20 },
      progress: { total: 20, processed: 0, redacted: 0 },
    })
    const { rows } = await sql`select from ledger_entry`.execute(scene.database.admin)
    expect(rows).toEqual([])

    expect(await scene.lists.run('default', job)).toEqual({ kind: 'started', chunks: [1] })
    expect(await scene.lists.run('default', job)).toEqual({ kind: 'started', chunks: [] })
    await reaches(scene, job, 'succeeded')
    expect((await listOf(scene, job))?.progress).toMatchObject({ processed: 20, redacted: 20 })
  })

  test('that is canceled redacts nothing more', async () => {
    const scene = await openQueueScene(kind)
    const { parts } = await storeConversations(scene.database.db, { conversations: 10, parts: 3 })
    const job = await accept(scene, parts.map(asBody))
    expect(await cancelJob(scene.database.db, 'default', job)).toBe('canceled')
    work(scene)
    const other = await accept(scene, parts.slice(0, 1).map(asBody))
    await reaches(scene, other, 'succeeded')
    expect((await listOf(scene, job))?.progress).toMatchObject({ redacted: 0, canceled: 20 })
    expect((await findJob(scene.database.db, 'default', job))?.state).toBe('canceled')
  })

  test('has a bad row fail alone', async () => {
    const scene = await openQueueScene(kind)
    const { parts } = await storeConversations(scene.database.db, { conversations: 100, parts: 6 })
    await onRewriteOf(scene.database, 'p3-1', `raise exception 'no';`)
    const job = await accept(scene, parts.map(asBody))
    work(scene)
    await reaches(scene, job, 'completed_with_errors')
    expect((await listOf(scene, job))?.progress).toMatchObject({ redacted: 499, failed: 1 })
  })
})
