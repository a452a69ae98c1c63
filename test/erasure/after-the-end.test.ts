import { expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { describeBackends } from '../each-backend.ts'
import { test } from 'vitest'
import { rowsWith } from '../scene/stored-copies.ts'
import {
  ada,
  conversationOf,
  conversationsOf,
  EMAIL,
  NAME,
  partBy,
  WORDS,
} from './adas-conversations.ts'
import { certificateOf, ends, erase, openErasureScene, store, work } from './erasure-scene.ts'

const laterThanNow = () => Math.floor(Date.now() / 1_000) + 3_600

describeBackends('after the end of an erasure', (kind) => {
  test('an old export is stored emptied, and a later message is kept with its author', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await store(scene, ...conversationsOf(0, 20))
    work(scene)
    const job = await erase(scene)
    await ends(scene, job)
    await store(scene, ...conversationsOf(0, 30))
    for (const text of [WORDS, NAME, EMAIL]) expect(await rowsWith(database, text)).toEqual({})

    const created = laterThanNow()
    const later = partBy({ id: 'later', author: ada, body: 'back again', at: created })
    const { conversation_parts: list, ...conversation } = conversationOf(0)
    await store(scene, {
      ...conversation,
      updated_at: created,
      conversation_parts: { ...list, conversation_parts: [...list.conversation_parts, later] },
    })
    const read = await readConversation(database.db, 'default', 'c0')
    const { conversation_parts: parts } = read!.conversation_parts as {
      conversation_parts: { id: string; body: string; author: { name: string | null } }[]
    }
    expect(parts.at(-1)).toMatchObject({ id: 'later', body: 'back again', author: { name: NAME } })
    expect(parts.slice(0, -1).map(({ author }) => author.name)).not.toContain(NAME)
    expect(await rowsWith(database, WORDS)).toEqual({})
    expect(await certificateOf(scene, job)).toBeDefined()
  })
})
