import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { acceptErasure, type ErasureScope } from '../../src/erasure/accept-erasure.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { addKeep } from '../../src/access/keeps.ts'
import { plain, type JsonObject } from '../contract/read-samples.ts'
import { isObject } from '../conversation/expected-reply.ts'
import { redactNow } from '../conversation/redact-now.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { drive } from './drive.ts'
import { leftAfterErasures, leftAfterRedaction } from './expected-markers.ts'
import { markedConversations, MARKER, type MarkedShape } from './marked-conversations.ts'
import { importWithPepper, PEPPER } from './pepper.ts'
import { contactRecords, rekeyed, withoutAddresses } from './rekeyed.ts'
import { atScale } from '../scene/at-scale.ts'

/** 20,000 of 200 people, and 2,000 redactions, by `UNSAID_MARKED_CONVERSATIONS=20000`. */
const CONVERSATIONS = Number(
  process.env['UNSAID_MARKED_CONVERSATIONS'] ?? atScale({ small: 100, full: 300 }),
)
const SHAPE: MarkedShape = {
  seed: Number(process.env['UNSAID_MARKED_SEED'] ?? 15),
  conversations: CONVERSATIONS,
  people: Math.max(4, Math.round(CONVERSATIONS / 100)),
}
const ALL = Array.from({ length: SHAPE.people }, (_, at) => `u${String(at)}`)
const HALVES = [ALL.slice(0, ALL.length / 2), ALL.slice(ALL.length / 2)]
const REDACTIONS = Math.max(50, Math.round(CONVERSATIONS / 10))
const AT_ONCE = 100
const HOURS = { timeout: 4 * 3_600_000 }

async function filled(conversations: Iterable<JsonObject>): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  await importAll(database, conversations)
  return database
}

async function importAll({ db }: TestDatabase, conversations: Iterable<JsonObject>): Promise<void> {
  for (const batch of batchesOf(conversations)) await importWithPepper(db, 'default', ...batch)
}

function* batchesOf<T>(all: Iterable<T>): Generator<T[]> {
  let batch: T[] = []
  for (const one of all) {
    if (batch.push(one) < AT_ONCE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function* mapped<T, U>(all: Iterable<T>, change: (one: T, at: number) => U): Generator<U> {
  let at = 0
  for (const one of all) yield change(one, at++)
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

/** Attributes that are named stay, of conversations and of people. */
async function keepSome({ db }: TestDatabase): Promise<void> {
  const keeps = ['custom_attributes.kept', 'contact.custom_attributes.kept']
  for (const path of keeps) await addKeep(db, 'default', path)
}

const conversations = () => markedConversations(SHAPE)
const olderId = (conversation: JsonObject) => ({ id: `older-${plain(conversation['id'])}` })

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
  conversations: Iterable<JsonObject>,
  left: (conversation: JsonObject) => JsonObject,
): Promise<number> {
  let markers = 0
  for (const batch of batchesOf(conversations)) {
    const ids = batch.map((one) => plain(one['id']))
    const stored = await storedMarkers(database, ids)
    for (const one of batch) {
      const expected = markersIn(JSON.stringify(left(one)))
      expect(stored.get(plain(one['id'])), plain(one['id'])).toEqual(expected)
      markers += expected.length
    }
  }
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
      const database = await filled(conversations())
      await keepSome(database)
      const people = new Set<string>()
      for (const half of HALVES) {
        for (const person of half) {
          await erase(database, person, scope)
          people.add(person)
        }
        const markers = await expectMarkers(database, conversations(), (one) =>
          leftAfterErasures(one, { people, kept: ['kept'] }, scope),
        )
        expect(markers).toBeGreaterThan(CONVERSATIONS)
        expect(await contactMarkers(database, [...people])).toEqual([])
      }
    },
  )

  test.for(['authored', 'conversations'] as const)(
    'nothing of who was erased in scope %s comes back with an older export that knows them by what they were',
    HOURS,
    async (scope) => {
      const database = await filled(ALL.flatMap(contactRecords))
      await importAll(database, mapped(conversations(), withoutAddresses))
      await keepSome(database)
      const people = new Set(HALVES[0])
      for (const person of people) await erase(database, person, scope)

      const older = { ...SHAPE, seed: SHAPE.seed + 1 }
      const known = () =>
        mapped(markedConversations(older), (one) => withoutAddresses({ ...one, ...olderId(one) }))
      await importAll(database, mapped(known(), rekeyed))
      const erased = { people, kept: ['kept'] }
      const markers = await expectMarkers(database, known(), (one) =>
        leftAfterErasures(one, erased, 'authored'),
      )
      expect(markers).toBeGreaterThan(CONVERSATIONS)
      await expectMarkers(database, mapped(conversations(), withoutAddresses), (one) =>
        leftAfterErasures(one, erased, scope),
      )
    },
  )

  test('what stays after single redactions is what the list lets stay', HOURS, async () => {
    const shape = { ...SHAPE, conversations: REDACTIONS }
    const database = await filled(markedConversations(shape))
    const targets = new Map<string, string>()
    for (const one of markedConversations(shape)) {
      const target = targetOf(one)
      if (!target) continue
      targets.set(plain(one['id']), target.type === 'source' ? '' : target.conversationPartId)
      expect(await redactNow(database.db, 'default', target)).toEqual(['redacted'])
    }
    expect(targets.size).toBeGreaterThan(REDACTIONS * 0.8)
    await expectMarkers(database, markedConversations(shape), (one) =>
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
