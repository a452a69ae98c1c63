import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { importRecords } from '../../src/conversation/import-records.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { pepperOf } from '../../src/database/pepper.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { isIntact } from '../../src/erasure/certificate.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { STEP } from '../../src/bulk/step.ts'
import { createLogger } from '../../src/logger.ts'
import type { ReadRecord } from '../../src/json-stream/read-record.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { rowsWith } from '../scene/stored-copies.ts'

const logger = createLogger('silent')
const pepper = pepperOf('the pepper of the tests, long enough')

const EMAIL = 'ada.markerson@example.com'
const ada = { type: 'user', id: 'ada', name: 'Ada Markerson', email: EMAIL }
const bob = { type: 'admin', id: 'bob', name: 'Bob', email: 'bob@example.com' }

function conversation(index: number, { text = 'adas-words' } = {}) {
  const part = (id: string, author: typeof ada, body: string | null) => ({
    ...{ type: 'conversation_part', id, part_type: 'comment', body, author },
    ...{ created_at: 1_700_000_000, updated_at: 1_700_000_000, attachments: [] },
    email_message_metadata: { subject: text, history: text },
  })
  return {
    ...{ type: 'conversation', id: `c${index}`, title: text },
    ...{ created_at: 1_700_000_000, updated_at: 1_700_000_000 },
    contacts: {
      type: 'contact.list',
      contacts: [{ type: 'contact', id: 'ada', name: 'Ada Markerson' }],
    },
    source: {
      ...{ type: 'conversation', id: `s${index}`, delivered_as: 'customer_initiated' },
      ...{ subject: text, body: text, author: ada, attachments: [{ type: 'upload', name: 'x' }] },
    },
    conversation_rating: { rating: 1, remark: text, contact: ada },
    conversation_parts: {
      type: 'conversation_part.list',
      total_count: 3,
      conversation_parts: [
        part(`p${index}-0`, ada, text),
        part(`p${index}-1`, bob, 'bobs-words'),
        part(`p${index}-2`, ada, null),
      ],
    },
  }
}

async function* records(from: number, to: number): AsyncGenerator<ReadRecord> {
  for (let index = from; index < to; index += 1) {
    yield { ok: true, line: index + 1, record: conversation(index), bytes: 1_000 }
  }
}

async function store({ database }: QueueScene, from: number, to: number): Promise<void> {
  const options = { onBad: () => undefined, pepper }
  const { bad } = await importRecords(database.db, 'default', records(from, to), options)
  expect(bad).toBe(0)
}

async function accept(scene: QueueScene, ask: Partial<ErasureAsk> = {}): Promise<string> {
  const accepted = await acceptErasure(
    scene.database.db,
    'default',
    {
      ...{ selector: { kind: 'email', value: EMAIL.toUpperCase() }, scope: 'authored' },
      ...{ dryRun: false, dueAt: new Date(), lanes: 2, requestedBy: 'cli', ...ask },
    },
    pepper,
  )
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await scene.chunks.deliverChunks({ workspace: 'default', job: accepted.job }, [STEP])
  return accepted.job
}

function work({ closing, database, backend }: QueueScene): void {
  const { db } = database
  const settings = { db, backend, logger, pepper, lanes: 2, dispatchEvery: 200 }
  closing.opened(startWorker(settings), (one) => one.close())
}

const reaches = ({ database }: QueueScene, job: string, state: string) =>
  pollUntil(
    () => findJob(database.db, 'default', job),
    (found) => found?.state === state,
    { within: 60_000 },
  )

const certificateOf = async ({ database }: QueueScene, job: string) => {
  const [row] = await inWorkspace(database.db, 'default', (trx) =>
    trx.selectFrom('certificate').select('content').where('job_id', '=', job).execute(),
  )
  return row?.content
}

describeBackends('an erasure', (kind) => {
  test('leaves nothing a contact wrote, nor who they were, and everything else', async () => {
    const scene = await openQueueScene(kind)
    await store(scene, 0, 1_200)
    const job = await accept(scene)
    work(scene)
    await reaches(scene, job, 'succeeded')

    expect(await rowsWith(scene.database, 'adas-words')).toEqual({})
    expect(await rowsWith(scene.database, 'Markerson')).toEqual({})
    expect(await rowsWith(scene.database, EMAIL)).toEqual({})
    const { rows } = await sql`
      select count(*)::int as kept from conversation_part where body = 'bobs-words'`.execute(
      scene.database.admin,
    )
    expect(rows).toEqual([{ kept: 1_200 }])
    const list = (await findLists(scene.database.db, 'default', [job])).get(job)
    expect(list?.progress).toMatchObject({ total: 2_400, processed: 2_400, redacted: 2_400 })
    const certificate = await certificateOf(scene, job)
    expect(isIntact(certificate)).toBe(true)
    expect(certificate).toMatchObject({
      ...{ contact_ids: ['ada'], selector: 'email', scope: 'authored', result: 'succeeded' },
      messages: { total: 2_400, redacted: 2_400, late: 0 },
      ...{ conversations: 1_200, files_detached: 1_200 },
    })
  })

  test('takes along what is imported while it runs', async () => {
    const scene = await openQueueScene(kind)
    await store(scene, 0, 300)
    const job = await accept(scene)
    await store(scene, 300, 350)
    work(scene)
    await reaches(scene, job, 'succeeded')
    await store(scene, 350, 400)
    await store(scene, 0, 10)
    expect(await rowsWith(scene.database, 'adas-words')).toEqual({})
    expect(await rowsWith(scene.database, EMAIL)).toEqual({})
  })

  test('with nothing left says so', async () => {
    const scene = await openQueueScene(kind)
    await store(scene, 0, 20)
    work(scene)
    await reaches(scene, await accept(scene), 'succeeded')
    const again = await accept(scene)
    const failed = await reaches(scene, again, 'failed')
    expect(failed?.outcome_code).toBe('nothing_to_redact')
    const nobody = { kind: 'id', value: 'nobody' } as const
    await expect(accept(scene, { selector: nobody })).rejects.toThrow('contact_not_found')
  })
})
