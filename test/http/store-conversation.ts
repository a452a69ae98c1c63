import { randomInt, randomUUID } from 'node:crypto'
import { importRecords } from '../../src/conversation/import-records.ts'
import type { TestDatabase } from '../database-test.ts'
import type { JsonObject } from '../contract/read-samples.ts'

/** A conversation that was stored, and the text that must go. */
export interface StoredConversation {
  readonly id: string
  readonly sourceId: string
  readonly partId: string
  /** Its part without a body. */
  readonly emptyPartId: string
  /** Stands in the bodies, in the title and in the subject, and nowhere else. */
  readonly secret: string
  readonly redactPart: Record<string, unknown>
  readonly redactSource: Record<string, unknown>
}

export function freshId(): string {
  return String(randomInt(1, 2 ** 47))
}

/** Stores a conversation with a source, a part with a body and one without. */
export async function storeConversation(
  database: TestDatabase,
  options: { workspace?: string; ids?: Partial<StoredConversation>; author?: string } = {},
): Promise<StoredConversation> {
  const { workspace = 'default', ids = {}, author = 'user' } = options
  const made = { id: freshId(), sourceId: freshId(), partId: freshId(), emptyPartId: freshId() }
  const names = { ...made, ...ids }
  const secret = `secret-${randomUUID()}`
  await importConversation(database, workspace, conversationOf({ ...names, secret, author }))
  const conversation_id = names.id
  return {
    ...names,
    secret,
    redactPart: { type: 'conversation_part', conversation_id, conversation_part_id: names.partId },
    redactSource: { type: 'source', conversation_id, source_id: names.sourceId },
  }
}

export async function importConversation(
  { db }: TestDatabase,
  workspace: string,
  record: JsonObject,
): Promise<void> {
  const records = async function* () {
    yield { ok: true as const, line: 1, bytes: 1, record }
  }
  await importRecords(db, workspace, records(), {
    onBad: (_line, reason) => {
      throw new Error(`a conversation of the test can't be stored: ${reason}`)
    },
  })
}

type Names = Pick<StoredConversation, 'id' | 'sourceId' | 'partId' | 'emptyPartId' | 'secret'>

function conversationOf({ secret, author, ...ids }: Names & { author: string }): JsonObject {
  const by = { type: author, id: freshId(), name: 'Ada', email: 'ada@example.com' }
  const part = { type: 'conversation_part', author: by, attachments: [], redacted: false }
  const times = { created_at: 1_700_000_000, updated_at: 1_700_000_001 }
  return {
    ...{ type: 'conversation', id: ids.id, title: secret, ...times },
    source: {
      ...{ type: 'conversation', id: ids.sourceId, delivered_as: 'customer_initiated' },
      ...{ subject: secret, body: `<p>${secret}</p>`, author: by, attachments: [] },
    },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: [
        { ...part, ...times, id: ids.partId, part_type: 'comment', body: `<p>${secret}</p>` },
        { ...part, ...times, id: ids.emptyPartId, part_type: 'assignment', body: null },
      ],
      total_count: 2,
    },
  }
}
