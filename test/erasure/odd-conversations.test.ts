import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeBackends } from '../each-backend.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { onRewriteOf } from '../workers/job-rows.ts'
import { ada, agent, bob, conversationOf, EMAIL, NAME, WORDS } from './adas-conversations.ts'
import {
  certificateOf,
  ends,
  erase,
  listOf,
  openErasureScene,
  store,
  work,
} from './erasure-scene.ts'

const bodiesWith = async (scene: Parameters<typeof listOf>[0], text: string) => {
  const { rows } = await sql<{ id: string }>`
    select id from conversation_part where strpos(body, ${text}) > 0 order by id`.execute(
    scene.database.admin,
  )
  return rows.map((row) => row.id)
}

describeBackends('an erasure', (kind) => {
  test('scrubs conversations where the contact only takes part', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await store(scene, conversationOf(1, { authors: [agent], source: agent }))
    work(scene)
    const job = await erase(scene)
    expect((await ends(scene, job)).state).toBe('succeeded')
    for (const text of [WORDS, NAME, EMAIL]) {
      // The title and the subject are the agent's, and quote her.
      const quoting = text === WORDS ? { 'unsaid.conversation': 1 } : {}
      expect(await rowsWith(database, text), text).toEqual(quoting)
    }
    expect(await bodiesWith(scene, 'words of agent')).toEqual(['p1-0', 'p1-1'])
    expect(await certificateOf(scene, job)).toMatchObject({
      ...{ messages: { total: 0 }, conversations: 1, files_detached: 0 },
    })
  })

  test('leaves another customer in the same conversation as they were', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    const group = conversationOf(1, { authors: [ada, bob], source: bob })
    const contacts = [...group.contacts.contacts, { type: 'contact', id: 'bob', external_id: 'b1' }]
    await store(scene, { ...group, contacts: { type: 'contact.list', contacts } })
    work(scene)
    expect((await ends(scene, await erase(scene))).state).toBe('succeeded')
    expect(await rowsWith(database, NAME)).toEqual({})
    expect(await bodiesWith(scene, 'words of bob')).toEqual(['p1-1'])
    const { rows } = await sql`
      select data -> 'contacts' -> 'contacts' as contacts, source -> 'author' as author
        from conversation`.execute(database.admin)
    expect(rows).toEqual([{ contacts: [expect.anything(), contacts[1]], author: bob }])
  })

  test('takes sources that have no id, and no text of an admin with the same id', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    const namesake = { ...agent, id: 'ada', name: 'Agent Ada' }
    await store(scene, conversationOf(1, { sourceId: null, authors: [namesake] }))
    work(scene)
    const job = await erase(scene)
    expect((await ends(scene, job)).state).toBe('succeeded')
    expect((await certificateOf(scene, job))?.messages).toMatchObject({ total: 1, redacted: 1 })
    expect(await rowsWith(database, NAME)).toEqual({})
    expect(await bodiesWith(scene, `${WORDS} 1-0`)).toEqual(['p1-0'])
    expect(await rowsWith(database, 'Agent Ada')).toEqual({ 'unsaid.conversation_part': 2 })
  })

  test('ends though a message, or a conversation, can never be rewritten', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    const shape = { parts: 4 }
    await store(scene, ...Array.from({ length: 30 }, (_, at) => conversationOf(at, shape)))
    // Hers; and one of the agent's, which is only scrubbed.
    await onRewriteOf(database, 'p3-2', `raise exception 'no';`)
    await onRewriteOf(database, 'p7-1', `raise exception 'no';`)
    work(scene)
    const job = await erase(scene)
    expect((await ends(scene, job)).state).toBe('completed_with_errors')
    const certificate = await certificateOf(scene, job)
    expect(certificate).toMatchObject({
      messages: { total: 90, redacted: 89, failed: 1, late: 0 },
      ...{ result: 'completed_with_errors', conversations: 30, conversations_failed: 2 },
    })
    expect((await listOf(scene, job)).progress).toMatchObject({ redacted: 89, failed: 1 })
    const { rows } = await sql<{ id: string }>`
      select id from conversation_part part where strpos(part::text, ${WORDS}) > 0
       order by id`.execute(database.admin)
    expect(rows.map((row) => row.id)).toEqual(['e7', 'p3-2', 'p7-1', 'p7-3'])
  })
})
