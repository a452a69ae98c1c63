import { expect, test } from 'vitest'
import { parseItem } from '../../src/items/parse-item.ts'
import { readStatus } from '../../src/status/read-status.ts'
import { ada, conversationsOf } from '../erasure/adas-conversations.ts'
import { drive } from '../erasure/drive.ts'
import {
  ends,
  erase,
  openErasureScene,
  store,
  work,
  type ErasureScene,
} from '../erasure/erasure-scene.ts'
import { onRewriteOf } from '../workers/job-rows.ts'

const OPTIONS = { baseUrl: 'http://unsaid', mayReadText: true }

/** One backend: what a status says is in Postgres. */
const CONVERSATIONS = 20

const statusOf = ({ database }: ErasureScene, job: string) =>
  readStatus(database.db, 'default', job, OPTIONS)

test('a list says how many files its messages had, whatever was split or failed', async () => {
  const scene = await openErasureScene('postgres')
  await store(scene, ...conversationsOf(0, CONVERSATIONS))
  await onRewriteOf(scene.database, 'p3-0', `raise exception 'no';`)
  const items = Array.from({ length: CONVERSATIONS }, (_, at) => [
    ...[`p${at}-0`, `p${at}-1`].map((id) => ({
      ...{ type: 'conversation_part', conversation_id: `c${at}`, conversation_part_id: id },
    })),
    { type: 'source', conversation_id: `c${at}`, source_id: `s${at}` },
  ])
  const answer = await scene.lists.accept('default', {
    ...{ items: [items.flat().map((value, at) => parseItem(at + 1, value))], dryRun: false },
    ask: () => ({ kind: 'bulk', requestedBy: 'library' }),
  })
  if (answer.kind !== 'accepted') throw new Error(answer.kind)
  work(scene)
  await ends(scene, answer.job)
  const status = await statusOf(scene, answer.job)
  expect(status).toMatchObject({ files_detached: 2 * CONVERSATIONS - 1, progress: { failed: 1 } })
  expect(status).not.toHaveProperty('erasure')
})

test('an erasure says whom it is about, until when, and how often it looked', async () => {
  const scene = await openErasureScene('postgres')
  await store(scene, ...conversationsOf(0, CONVERSATIONS, { authors: [ada] }))
  const dueAt = new Date(Date.now() + 2.5 * 86_400_000)
  const job = await erase(scene, { dueAt, scope: 'conversations' })
  const facts = { scope: 'conversations', contact_ids: ['ada'] }
  const due = { due_at: Math.floor(dueAt.getTime() / 1_000), days_left: 3 }
  expect(await statusOf(scene, job)).toMatchObject({ erasure: { ...facts, ...due, looks: 0 } })

  await drive(scene.database.db, 'default', job)
  expect(await statusOf(scene, job)).toMatchObject({
    ...{ state: 'succeeded', files_detached: 2 * CONVERSATIONS },
    erasure: { ...facts, ...due, looks: 1 },
  })
  const late = await erase(scene, { dueAt: new Date(Date.now() - 1.5 * 86_400_000) })
  expect(await statusOf(scene, late)).toMatchObject({ erasure: { days_left: -1 } })
})
