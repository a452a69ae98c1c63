import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { acceptErasure, type ErasureScope } from '../../src/erasure/accept-erasure.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { addKeep } from '../../src/workspaces/keeps.ts'
import { plain, type JsonObject } from '../contract/read-samples.ts'
import { isObject } from '../conversation/expected-reply.ts'
import { redactNow } from '../conversation/redact-now.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { drive } from './drive.ts'
import { leftAfterErasures, leftAfterRedaction } from './expected-markers.ts'
import { markedConversations, MARKER, type MarkedShape } from './marked-conversations.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

/** 20,000 of 200 people, and 2,000 redactions, by `UNSAID_MARKED_CONVERSATIONS=20000`. */
const CONVERSATIONS = Number(process.env['UNSAID_MARKED_CONVERSATIONS'] ?? 300)
const SHAPE: MarkedShape = {
  seed: Number(process.env['UNSAID_MARKED_SEED'] ?? 15),
  conversations: CONVERSATIONS,
  people: Math.max(10, Math.round(CONVERSATIONS / 100)),
}
const REDACTIONS = Math.max(100, Math.round(CONVERSATIONS / 10))
const AT_ONCE = 100
const HOURS = { timeout: 4 * 3_600_000 }

async function filled(shape: MarkedShape): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  let batch: object[] = []
  const flush = async () => {
    await importWithPepper(database.db, 'default', ...batch)
    batch = []
  }
  for (const one of markedConversations(shape)) {
    if (batch.push(one) === AT_ONCE) await flush()
  }
  await flush()
  return database
}

async function erase({ db }: TestDatabase, person: string, scope: ErasureScope): Promise<void> {
  const selector = { kind: 'id', value: person } as const
  const accepted = await acceptErasure(
    db,
    'default',
    { selector, scope, dryRun: false, dueAt: new Date(), lanes: 1, requestedBy: 'cli' },
    PEPPER,
  )
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, 'default', accepted.job)
  expect((await findJob(db, 'default', accepted.job))?.state).toBe('succeeded')
}

const markersIn = (text: string) => [...new Set(text.match(MARKER) ?? [])].sort()

/** Markers in the rows of conversations and their parts, by conversation. */
async function storedMarkers(
  { admin }: TestDatabase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ id: string; held: string }>`
    select id, c.data::text || coalesce(c.source::text, '') || coalesce((
             select string_agg(coalesce(p.body, '') || p.data::text, ' ') from conversation_part p
              where p.workspace_id = c.workspace_id and p.conversation_id = c.id), '') as held
      from conversation c
     where workspace_id = 'default' and id = any(${ids}::text[])`.execute(admin)
  return new Map(rows.map(({ id, held }) => [id, markersIn(held)]))
}

/** Compares what is stored of every conversation with what the list lets stay. */
async function expectMarkers(
  database: TestDatabase,
  shape: MarkedShape,
  left: (conversation: JsonObject) => JsonObject,
): Promise<number> {
  let [batch, markers]: [JsonObject[], number] = [[], 0]
  const check = async () => {
    const stored = await storedMarkers(
      database,
      batch.map((one) => plain(one['id'])),
    )
    for (const one of batch) {
      const expected = markersIn(JSON.stringify(left(one)))
      expect(stored.get(plain(one['id'])), plain(one['id'])).toEqual(expected)
      markers += expected.length
    }
    batch = []
  }
  for (const one of markedConversations(shape)) {
    if (batch.push(one) === AT_ONCE) await check()
  }
  await check()
  return markers
}

/** What is stored of contacts who are erased: nothing but their ids, and what is kept. */
async function contactMarkers({ admin }: TestDatabase, people: readonly string[]) {
  const { rows } = await sql<{ held: string }>`
    select coalesce(string_agg((data - 'custom_attributes')::text, ' '), '') as held from contact
     where workspace_id = 'default' and id = any(${people}::text[])`.execute(admin)
  return markersIn(rows[0]!.held)
}

describe(`of ${String(CONVERSATIONS)} conversations of every version, with a marker in every text`, () => {
  test.for(['authored', 'conversations'] as const)(
    'what stays when their people are erased in scope %s is what the list lets stay',
    HOURS,
    async (scope) => {
      const database = await filled(SHAPE)
      const keeps = ['custom_attributes.kept', 'contact.custom_attributes.kept']
      for (const path of keeps) await addKeep(database.db, 'default', path)
      const all = Array.from({ length: SHAPE.people }, (_, at) => `u${String(at)}`)
      const halves = [all.slice(0, all.length / 2), all.slice(all.length / 2)]
      const people = new Set<string>()
      for (const half of halves) {
        for (const person of half) {
          await erase(database, person, scope)
          people.add(person)
        }
        const markers = await expectMarkers(database, SHAPE, (one) =>
          leftAfterErasures(one, { people, kept: ['kept'] }, scope),
        )
        expect(markers).toBeGreaterThan(CONVERSATIONS)
        expect(await contactMarkers(database, [...people])).toEqual([])
      }
    },
  )

  test('what stays after single redactions is what the list lets stay', HOURS, async () => {
    const shape = { ...SHAPE, conversations: REDACTIONS }
    const database = await filled(shape)
    const targets = new Map<string, string>()
    for (const one of markedConversations(shape)) {
      const target = targetOf(one)
      if (!target) continue
      targets.set(plain(one['id']), target.type === 'source' ? '' : target.conversationPartId)
      expect(await redactNow(database.db, 'default', target)).toEqual(['redacted'])
    }
    expect(targets.size).toBeGreaterThan(REDACTIONS * 0.8)
    await expectMarkers(database, shape, (one) =>
      leftAfterRedaction(one, targets.get(plain(one['id']))),
    )
    const { rows } = await sql`select from conversation where quotes_messages`.execute(
      database.admin,
    )
    expect(rows.length).toBeLessThan(REDACTIONS * 0.2)
  })
})

/** By turns a source that a contact wrote and a part with a body, as far as there is one. */
function targetOf(conversation: JsonObject) {
  const conversationId = plain(conversation['id'])
  const source = conversation['source'] as JsonObject
  const author = source['author'] as JsonObject
  if (Number(conversationId.slice(1)) % 2 === 0 && plain(author['id']) !== 'b1') {
    if (author['type'] !== 'admin') {
      return { type: 'source', conversationId, sourceId: plain(source['id']) } as const
    }
  }
  const list = (conversation['conversation_parts'] as JsonObject)['conversation_parts']
  const part = (list as JsonObject[]).find((one) => isObject(one) && one['body'] !== null)
  if (!part) return undefined
  const conversationPartId = plain(part['id'])
  return { type: 'conversation_part', conversationId, conversationPartId } as const
}
