import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { stopJob } from '../../src/erasure/stop-job.ts'
import { findItems } from '../../src/bulk/find-items.ts'
import { partRequest, redactNow } from '../conversation/redact-now.ts'
import { describeBackends } from '../each-backend.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { ada, conversationOf, conversationsOf, NAME, WORDS } from './adas-conversations.ts'
import {
  certificateOf,
  ends,
  erase,
  listOf,
  openErasureScene,
  reaches,
  store,
  work,
  type ErasureScene,
} from './erasure-scene.ts'

/** Ten conversations with a source and one part of hers, planned. */
async function planned(scene: ErasureScene): Promise<string> {
  await store(scene, ...conversationsOf(0, 10))
  work(scene)
  const job = await erase(scene, { dryRun: true })
  await reaches(scene, job, 'ready')
  return job
}

const imported = async (scene: ErasureScene, index: number) => {
  await store(scene, conversationOf(index))
  return rowsWith(scene.database, `${WORDS} ${index}-0`)
}

describeBackends('a planned erasure', (kind) => {
  test('has no effect until it runs, then every item says what became of it', async () => {
    const scene = await openErasureScene(kind)
    const { db } = scene.database
    const job = await planned(scene)
    expect(await listOf(scene, job)).toMatchObject({
      ...{ plan: { total: 20, redacted: 20 }, progress: { total: 20, processed: 0 } },
      erasure: { scope: 'authored', contactIds: ['ada'], daysLeft: 1, looks: 0 },
    })
    expect(await imported(scene, 10)).toEqual({ 'unsaid.conversation_part': 1 })
    expect(await redactNow(db, 'default', partRequest('c3', 'p3-0'))).toEqual(['redacted'])

    expect(await scene.lists.run('default', job)).toMatchObject({ kind: 'started', chunks: [1] })
    expect(await scene.lists.run('default', job)).toEqual({ kind: 'started', chunks: [] })
    expect(await imported(scene, 11)).toEqual({})
    expect((await ends(scene, job)).state).toBe('succeeded')
    expect(await rowsWith(scene.database, WORDS)).toEqual({})
    expect(await rowsWith(scene.database, NAME)).toEqual({})

    const items = await findItems(db, 'default', job, { after: 0, limit: 100 })
    const [before] = items.filter(({ targetId }) => targetId === 'p3-0')
    expect(before).toMatchObject({
      planned: { kind: 'redacted' },
      outcome: { kind: 'already_redacted' },
    })
    expect(items.slice(20).map(({ targetId, planned }) => [targetId, planned])).toEqual([
      ...[
        ['s10', null],
        ['p10-0', null],
      ],
    ])
    expect((await certificateOf(scene, job))?.messages).toEqual({
      ...{ total: 22, redacted: 21, already_redacted: 1, not_redactable: 0, not_found: 0 },
      ...{ failed: 0, late: 2 },
    })
  })

  test('keeps a conversation in one chunk, unless it has more items than a chunk should', async () => {
    const scene = await openErasureScene(kind)
    const shape = { parts: 300, authors: [ada] }
    await store(
      scene,
      ...conversationsOf(0, 5, shape),
      conversationOf(5, { ...shape, parts: 1500 }),
    )
    work(scene)
    const job = await erase(scene, { dryRun: true })
    await reaches(scene, job, 'ready')
    const { rows } = await sql<{ conversations: string[]; items: number }>`
      select conversations, last - first + 1 as items from job_chunk order by chunk`.execute(
      scene.database.admin,
    )
    expect(rows).toEqual([
      { conversations: ['c0', 'c1', 'c2', 'c3'], items: 1204 },
      { conversations: ['c4', 'c5'], items: 796 },
      { conversations: ['c5'], items: 1000 },
      { conversations: ['c5'], items: 6 },
    ])
  })

  test('that is older than a week is not run', async () => {
    const scene = await openErasureScene(kind)
    const job = await planned(scene)
    await sql`update job_list set planned_at = now() - interval '8 days'`.execute(
      scene.database.admin,
    )
    expect(await scene.lists.run('default', job)).toEqual({
      ...{ kind: 'conflict', because: 'stale_plan' },
    })
    expect(await imported(scene, 10)).toEqual({ 'unsaid.conversation_part': 1 })
  })

  test('that is canceled keeps nobody out, and what it did stays done', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await store(scene, ...conversationsOf(0, 10, { authors: [ada] }))
    const job = await erase(scene)
    expect(await imported(scene, 10)).toEqual({})
    expect(await stopJob(database.db, 'default', job)).toBe('canceled')
    expect(await imported(scene, 11)).toEqual({ 'unsaid.conversation_part': 1 })
    work(scene)
    const other = await erase(scene)
    await ends(scene, other)
    expect(await certificateOf(scene, job)).toBeUndefined()
    expect(await rowsWith(database, WORDS)).toEqual({})
    // The other erasure is in force, whatever becomes of the canceled one.
    expect(await stopJob(database.db, 'default', job)).toBe('canceled')
    expect(await stopJob(database.db, 'default', other)).toBe('conflict')
    expect(await imported(scene, 12)).toEqual({})
  })
})
