import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newToken } from '../../src/access/access-token.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { storeConversation } from './store-conversation.ts'
import { startUnsaid, type UnsaidProcess } from './unsaid-process.ts'

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

/** Redacts what it is given, by one version of the SDK as its own documents say. */
type Redact = (place: { address: string; token: string }, asked: Asked) => Promise<Conversation>

interface Conversation {
  readonly source: object
  readonly conversation_parts: { readonly conversation_parts: readonly object[] }
}

interface Asked {
  readonly type: string
  readonly conversation_id: string
  readonly conversation_part_id?: string
  readonly source_id?: string
}

// None of them is an ES module, and the oldest has no types.
const require = createRequire(import.meta.url)

/** It has no method for it yet; its users call the one below all methods. */
const byTwo: Redact = async ({ address, token }, asked) => {
  const { Client } = require('intercom-client-2')
  const client = new Client({ token }).usePromises().useRequestOpts({ baseUrl: address })
  const { body } = await client.post('/conversations/redact', asked)
  return body
}

const byAxios =
  (name: string): Redact =>
  ({ address, token }, asked) => {
    const { Client } = require(name)
    const client = new Client({ tokenAuth: { token } }).useRequestOpts({ baseURL: address })
    return client.conversations.redactConversationPart({
      type: asked.type,
      conversationId: asked.conversation_id,
      conversationPartId: asked.conversation_part_id,
      sourceId: asked.source_id,
    })
  }

const byFern =
  (name: string): Redact =>
  ({ address, token }, asked) => {
    const { IntercomClient } = require(name)
    const client = new IntercomClient({ token, environment: address })
    return client.conversations.redactConversationPart(asked)
  }

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe("each of Intercom's SDKs for Node", () => {
  const token = newToken()
  let database: TestDatabase
  let unsaid: UnsaidProcess
  const close: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const made = await createTestDatabase()
    database = made.database
    close.unshift(made.close)
    unsaid = await startUnsaid({ UNSAID_BOOTSTRAP_TOKEN: token, DATABASE_URL: database.url })
    close.unshift(() => unsaid.stop())
  })

  afterAll(async () => {
    for (const step of close) await step()
  })

  describe.for<[string, string, Redact]>([
    ['2.11.2', 'intercom-client-2', byTwo],
    ['3.2.1', 'intercom-client-3', byAxios('intercom-client-3')],
    ['4.0.0', 'intercom-client-4', byAxios('intercom-client-4')],
    ['5.0.0', 'intercom-client-5', byAxios('intercom-client-5')],
    ['6.4.0', 'intercom-client-6', byFern('intercom-client-6')],
    ['7.0.3', 'intercom-client', byFern('intercom-client')],
  ])('%s', ([version, name, redact]) => {
    const place = () => ({ address: unsaid.address, token })

    test('is the one that is installed', () => {
      expect(require.resolve(name)).toContain(`node_modules/${name}/`)
      expect(require(`../../node_modules/${name}/package.json`).version).toBe(version)
    })

    test('takes back a part, and again', async () => {
      const { id, partId } = await storeConversation(database)
      const part = { type: 'conversation_part', conversation_id: id, conversation_part_id: partId }
      const first = await redact(place(), part)
      expect(first.conversation_parts.conversation_parts[0]).toMatchObject({
        ...{ id: partId, body: PLACEHOLDER, redacted: true },
      })
      expect(await redact(place(), part)).toEqual(first)
    })

    test('takes back a source', async () => {
      const { id, sourceId } = await storeConversation(database)
      const source = { type: 'source', conversation_id: id, source_id: sourceId }
      expect((await redact(place(), source)).source).toMatchObject({ body: PLACEHOLDER })
    })

    test('is told what cannot be redacted', async () => {
      const { id, emptyPartId } = await storeConversation(database)
      const refused = redact(place(), {
        ...{ type: 'conversation_part', conversation_id: id, conversation_part_id: emptyPartId },
      })
      const error = await errorOf(refused)
      expect(error).toBeInstanceOf(Error)
      expect(JSON.stringify(error)).toContain('conversation_part_not_redactable')
    })

    test('is told that its token is no good', async () => {
      const { id, partId } = await storeConversation(database)
      const stranger = { address: unsaid.address, token: newToken() }
      const refused = redact(stranger, {
        ...{ type: 'conversation_part', conversation_id: id, conversation_part_id: partId },
      })
      expect(JSON.stringify(await errorOf(refused))).toContain('unauthorized')
    })
  })
})
