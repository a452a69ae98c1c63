import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { plain, readContacts, readSamples, type JsonObject } from '../contract/read-samples.ts'
import { test, type TestDatabase } from '../database-test.ts'
import * as reply from './expected-reply.ts'
import { importObjects } from './import-objects.ts'
import { partRequest, redactNow, sourceRequest } from './redact-now.ts'

const samples = readSamples()
const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`
const named = samples.map(({ file, id, conversation }) => ({
  name: `${id} of ${file}`,
  id,
  conversation,
}))

describe('a bundled conversation', () => {
  test.for(named)(
    '$name comes back as it was imported',
    async ({ id, conversation }, { database }) => {
      const workspace = newWorkspace()
      const { bad } = await importObjects(database.db, workspace, conversation)
      expect(bad).toEqual([])

      const read = await readConversation(database.db, workspace, id)
      const expected = reply.expectedReply(reply.afterImport(undefined, conversation))
      expect(reply.canonical(read as JsonObject)).toBe(reply.canonical(expected))
    },
  )

  test.for(named)(
    '$name loses all that may be redacted, and nothing else',
    async (sample, { database }) => {
      const { id, conversation } = sample
      const workspace = newWorkspace()
      await importObjects(database.db, workspace, conversation)
      let expected = reply.afterImport(undefined, conversation)

      const source = reply.redactableSource(expected)
      const parts = reply.redactableParts(expected)
      const requests = [
        ...(source === undefined ? [] : [sourceRequest(id, source)]),
        ...parts.map((part) => partRequest(id, part)),
      ]
      const outcomes = await redactNow(database.db, workspace, ...requests)
      expect(outcomes).toEqual(requests.map(() => 'redacted'))

      const read = (await readConversation(database.db, workspace, id)) as JsonObject
      const at = await redactedAt(database.admin, workspace)
      if (source !== undefined) expected = reply.afterSourceRedaction(expected, at)
      for (const part of parts) expected = reply.afterPartRedaction(expected, part, at)
      expect(reply.canonical(read)).toBe(reply.canonical(reply.expectedReply(expected)))

      await importObjects(database.db, workspace, conversation)
      const again = (await readConversation(database.db, workspace, id)) as JsonObject
      expect(reply.canonical(again)).toBe(reply.canonical(read))
    },
  )
})

/** One transaction redacts all, so there is one time. */
async function redactedAt(admin: TestDatabase['admin'], workspace: string): Promise<number> {
  const { rows } = await sql<{ at: number | null }>`
    select floor(extract(epoch from max(at)))::float8 as at from (
      select source_redacted_at as at from conversation where workspace_id = ${workspace}
      union all
      select redacted_at from conversation_part where workspace_id = ${workspace}) redaction`.execute(
    admin,
  )
  return rows[0]?.at ?? 0
}

describe('all samples at once', () => {
  test('land in one import, conversations that come again in their last form', async ({
    database,
  }) => {
    const workspace = newWorkspace()
    const conversations = samples.map((sample) => sample.conversation)
    const { counts, bad } = await importObjects(database.db, workspace, ...conversations)
    expect(bad).toEqual([])
    expect(counts).toMatchObject({ conversations: samples.length, bad: 0 })

    for (const id of new Set(samples.map((sample) => sample.id))) {
      const expected = samples
        .filter((sample) => sample.id === id)
        .map((sample) => sample.conversation)
        .reduce<reply.Expected | undefined>(reply.afterImport, undefined)
      const read = await readConversation(database.db, workspace, id)
      expect(reply.canonical(read as JsonObject)).toBe(
        reply.canonical(reply.expectedReply(expected!)),
      )
    }
  })

  test('of contacts are stored with all they tell but nulls', async ({ database }) => {
    const workspace = newWorkspace()
    const contacts = readContacts()
    const { counts, bad } = await importObjects(database.db, workspace, ...contacts)
    expect(bad).toEqual([])
    expect(counts).toMatchObject({ contacts: contacts.length, conversations: 0 })

    const { rows } = await sql<{ data: JsonObject }>`
      select data from contact where workspace_id = ${workspace} order by id`.execute(
      database.admin,
    )
    const told = contacts.map((contact) =>
      Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== null)),
    )
    const byId = told.sort((a, b) => (plain(a['id']) < plain(b['id']) ? -1 : 1))
    expect(rows.map((row) => row.data)).toEqual(byId)
  })
})
