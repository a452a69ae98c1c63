import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { isIntact } from '../../src/erasure/certificate.ts'
import { describeBackends } from '../each-backend.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import {
  ada,
  agent,
  conversationOf,
  conversationsOf,
  EMAIL,
  EXTERNAL_ID,
  NAME,
  othersConversation,
  WORDS,
} from './adas-conversations.ts'
import {
  certificateOf,
  ends,
  erase,
  listOf,
  openErasureScene,
  store,
  work,
} from './erasure-scene.ts'
import type { ErasureScene } from './erasure-scene.ts'
import { othersRows } from './others-rows.ts'

const PARTS = Number(process.env.UNSAID_ERASURE_PARTS ?? 6_000)
/** Parts of hers in each conversation, beside one of the agent's and one without a body. */
const EACH = 5
const CONVERSATIONS = Math.ceil(PARTS / EACH)
const MEANWHILE = Math.min(200, Math.ceil(CONVERSATIONS / 10))
const SHAPE = { parts: EACH + 1, authors: [ada, ada, ada, ada, ada, agent] }

/** Seconds of planning, of chunks, and from the start of the last planned one to the end. */
async function timed(scene: ErasureScene, job: string): Promise<string> {
  const start = Date.now()
  const isPlanned = async () => (await listOf(scene, job)).progress.total > 0
  await pollUntil(isPlanned, Boolean, { within: 900_000, every: 10 })
  const planned = Date.now()
  await ends(scene, job)
  const ended = Date.now()
  const { rows } = await sql<{ done: Date }>`
    select max(done_at) as done from job_chunk where not late`.execute(scene.database.admin)
  const done = rows[0]!.done.getTime()
  const times = [planned - start, done - planned, ended - done].map((one) => String(one / 1_000))
  return `planned in ${times[0]} s, chunks in ${times[1]} s, then looked for ${times[2]} s`
}

describeBackends(`a contact who wrote ${PARTS} parts`, (kind) => {
  test(
    'is erased everywhere, what comes meanwhile as well, and nobody else is touched',
    { timeout: 1_800_000 },
    async () => {
      const scene = await openErasureScene(kind)
      const { database } = scene
      await store(scene, ...conversationsOf(0, CONVERSATIONS, SHAPE))
      await store(scene, ...Array.from({ length: 200 }, (_, at) => othersConversation(at)))
      expect(Object.keys(await rowsWith(database, WORDS)).sort()).toEqual([
        ...['unsaid.conversation', 'unsaid.conversation_part'],
      ])
      const before = await othersRows(database)
      work(scene)
      const job = await erase(scene)
      const times = timed(scene, job)
      for (let at = 0; at < MEANWHILE; at += 1) {
        await store(scene, conversationOf(CONVERSATIONS + at, { ...SHAPE, authors: [ada] }))
      }
      process.stdout.write(`${kind}, ${PARTS} parts: ${await times}\n`)

      for (const text of [WORDS, NAME, EMAIL, EXTERNAL_ID]) {
        expect(await rowsWith(database, text), text).toEqual({})
      }
      expect(await othersRows(database)).toEqual(before)
      const certificate = await certificateOf(scene, job)
      expect(isIntact(certificate)).toBe(true)
      expect(certificate).toMatchObject({
        ...{ contact_ids: ['ada'], selector: 'email', scope: 'authored', result: 'succeeded' },
        conversations_failed: 0,
      })
      const { messages, files_detached: files } = certificate!
      expect(messages.total).toBeGreaterThanOrEqual(CONVERSATIONS * (EACH + 1))
      expect(messages.redacted).toBe(messages.total)
      expect((await listOf(scene, job)).filesDetached).toBe(files)
      expect(files).toBeGreaterThanOrEqual(CONVERSATIONS * 2)
    },
  )

  test('and quoted by others is erased with all that was said there', async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await store(scene, ...conversationsOf(0, 100), othersConversation(1))
    const quoting = { ...agent, id: 'quoting' }
    await store(scene, conversationOf(100, { authors: [quoting], source: agent }))
    work(scene)
    const job = await erase(scene, { scope: 'conversations' })
    expect((await ends(scene, job)).state).toBe('succeeded')
    for (const text of [WORDS, NAME, EMAIL, EXTERNAL_ID, 'words of']) {
      expect(await rowsWith(database, text), text).toEqual({})
    }
    expect(Object.keys(await rowsWith(database, 'bobs'))).toHaveLength(2)
    expect((await certificateOf(scene, job))?.messages).toMatchObject({ total: 303, redacted: 303 })
  })
})
