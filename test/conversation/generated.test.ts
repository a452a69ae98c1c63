import { randomUUID } from 'node:crypto'
import fc, { type Arbitrary } from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { plain, type JsonObject } from '../contract/read-samples.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { conversationArbitrary, editArbitrary, partsArbitrary } from './conversation-arbitrary.ts'
import { edited } from './edited.ts'
import * as reply from './expected-reply.ts'
import { importObjects } from './import-objects.ts'
import { partRequest, redactNow, sourceRequest } from './redact-now.ts'
import { atScale } from '../scene/at-scale.ts'

/** Conversations to generate for a test; of long ones fewer. */
const ROUNDS = atScale({ small: 60, full: 300 })

/** One thing that happens to a conversation; `pick` chooses among what may be redacted. */
type Step =
  | { readonly kind: 'original' }
  | { readonly kind: 'edit'; readonly edit: Parameters<typeof edited>[1] }
  | { readonly kind: 'redact'; readonly pick: number }

const stepArbitrary: Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ kind: 'original' }),
  editArbitrary.map((edit): Step => ({ kind: 'edit', edit })),
  fc.nat(7).map((pick): Step => ({ kind: 'redact', pick })),
)

/** A conversation of one workspace, next to what is expected of it. */
interface Followed {
  readonly database: TestDatabase
  readonly workspace: string
  readonly original: JsonObject
  readonly expected: reply.Expected
}

async function follow(database: TestDatabase, original: JsonObject): Promise<Followed> {
  const workspace = `w-${randomUUID().slice(0, 8)}`
  const { bad } = await importObjects(database.db, workspace, original)
  expect(bad).toEqual([])
  return { database, workspace, original, expected: reply.afterImport(undefined, original) }
}

async function importInto(followed: Followed, conversation: JsonObject): Promise<Followed> {
  const { database, workspace, expected } = followed
  const { bad } = await importObjects(database.db, workspace, conversation)
  expect(bad).toEqual([])
  return { ...followed, expected: reply.afterImport(expected, conversation) }
}

/** Redacts one of the targets that may be; leaves everything as it is when there is none. */
async function redactOne(followed: Followed, pick: number): Promise<Followed> {
  const { expected, original } = followed
  const id = plain(original['id'])
  const source = reply.redactableSource(expected)
  const parts = reply.redactableParts(expected)
  const requests = [
    ...(source === undefined ? [] : [sourceRequest(id, source)]),
    ...parts.map((part) => partRequest(id, part)),
  ]
  const request = requests[pick % requests.length]
  return request ? redactTarget(followed, request) : followed
}

async function redactTarget(
  followed: Followed,
  request: ReturnType<typeof partRequest>,
): Promise<Followed> {
  const { database, workspace, expected } = followed
  const known = isRedacted(expected, request)
  const outcome = await redactNow(database.db, workspace, request, request)
  expect(outcome.sort()).toEqual(['already_redacted', known ? 'already_redacted' : 'redacted'])
  if (known) return followed
  const at = await redactionTime(database, workspace, request)
  return { ...followed, expected: redacted(expected, request, at) }
}

function isRedacted(expected: reply.Expected, request: ReturnType<typeof partRequest>): boolean {
  if (request.type === 'source') return expected.sourceRedactedAt !== undefined
  const id = request.conversationPartId
  return expected.parts.some((one) => plain(one.part['id']) === id && one.redactedAt !== undefined)
}

function redacted(
  expected: reply.Expected,
  request: ReturnType<typeof partRequest>,
  at: number,
): reply.Expected {
  return request.type === 'source'
    ? reply.afterSourceRedaction(expected, at)
    : reply.afterPartRedaction(expected, request.conversationPartId, at)
}

/** Unix seconds, as the table remembers them. */
async function redactionTime(
  { admin }: TestDatabase,
  workspace: string,
  request: ReturnType<typeof partRequest>,
): Promise<number> {
  const at =
    request.type === 'source'
      ? sql<{ at: Date }>`select source_redacted_at as at from conversation
         where workspace_id = ${workspace} and id = ${request.conversationId}`
      : sql<{ at: Date }>`select redacted_at as at from conversation_part
         where workspace_id = ${workspace} and conversation_id = ${request.conversationId}
           and id = ${request.conversationPartId}`
  const { rows } = await at.execute(admin)
  return Math.floor(rows[0]!.at.getTime() / 1000)
}

async function expectReply({ database, workspace, original, expected }: Followed): Promise<void> {
  const read = await readConversation(database.db, workspace, plain(original['id']))
  const shown = reply.canonical(read as JsonObject | undefined)
  expect(shown).toBe(reply.canonical(reply.expectedReply(expected)))
}

async function take(followed: Followed, step: Step): Promise<Followed> {
  switch (step.kind) {
    case 'original':
      return importInto(followed, followed.original)
    case 'edit':
      return importInto(followed, edited(followed.original, step.edit))
    case 'redact':
      return redactOne(followed, step.pick)
  }
}

test('a conversation comes back as it was imported, but for what is redacted', async ({
  database,
}) => {
  const property = fc.asyncProperty(conversationArbitrary(), fc.nat(7), async (original, pick) => {
    const imported = await follow(database, original)
    await expectReply(imported)

    const after = await redactOne(imported, pick)
    await expectReply(after)

    await expectReply(await importInto(after, original))
  })
  await fc.assert(property, { numRuns: ROUNDS })
})

test('whatever is imported and redacted in turn, the reply is what the design says', async ({
  database,
}) => {
  const steps = fc.array(stepArbitrary, { minLength: 2, maxLength: 6 })
  const property = fc.asyncProperty(conversationArbitrary(), steps, async (original, taken) => {
    let followed = await follow(database, original)
    for (const step of taken) {
      followed = await take(followed, step)
      await expectReply(followed)
    }
  })
  await fc.assert(property, { numRuns: ROUNDS })
})

test('of more than 500 parts the newest 500 are shown, and all are counted', async ({
  database,
}) => {
  const many = fc
    .tuple(partsArbitrary(3), fc.integer({ min: 490, max: 620 }))
    .map(([parts, count]) => [...numbered(count), ...parts])
  const property = fc.asyncProperty(
    conversationArbitrary(many),
    fc.nat(),
    async (original, pick) => {
      const imported = await follow(database, original)
      await expectReply(imported)
      await expectReply(await redactOne(imported, pick))
    },
  )
  await fc.assert(property, { numRuns: ROUNDS / 15 })
})

/** Parts with ids that the others don't have. */
function numbered(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, place) => ({
    id: `part/${String(place)}`,
    body: `<p>${String(place)}</p>`,
  }))
}
