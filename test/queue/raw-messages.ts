import { randomUUID } from 'node:crypto'
import { importRecords } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'

/** Stands in every body that is stored here. */
export const TEXT = 'She told us in confidence'

/** A request for one message, as a raw job's data has it. */
export interface RawFields {
  readonly type: 'conversation_part' | 'source'
  readonly conversation_id: string | number
  readonly conversation_part_id?: string
  readonly source_id?: string
}

const PARTS = 4

/** Stores conversations of one source and four parts each. @returns a request for each message */
export async function storeMessages(
  db: Db,
  conversations: number,
  workspace = 'default',
): Promise<RawFields[]> {
  const first = Number.parseInt(randomUUID().slice(0, 8), 16) * 1_000
  const ids = Array.from({ length: conversations }, (_, index) => first + index)
  const records = async function* () {
    for (const id of ids) yield { ok: true as const, line: 1, bytes: 1, record: conversation(id) }
  }
  await importRecords(db, workspace, records(), {
    onBad: (_line, reason) => {
      throw new Error(`a conversation of the test can't be stored: ${reason}`)
    },
  })
  return ids.flatMap((conversation_id) => [
    { type: 'source', conversation_id, source_id: `s${conversation_id}` },
    ...partIds(conversation_id).map((conversation_part_id) => ({
      ...{ type: 'conversation_part' as const, conversation_id: String(conversation_id) },
      conversation_part_id,
    })),
  ])
}

const partIds = (id: number) => Array.from({ length: PARTS }, (_, part) => `p${id}-${part}`)

function conversation(id: number) {
  const author = { type: 'user', id: `u${id}` }
  const times = { created_at: 1_700_000_000, updated_at: 1_700_000_000 }
  return {
    ...{ type: 'conversation', id: String(id), ...times },
    source: { type: 'conversation', id: `s${id}`, subject: '', body: TEXT, author },
    conversation_parts: {
      ...{ type: 'conversation_part.list', total_count: PARTS },
      conversation_parts: partIds(id).map((part) => ({
        ...{ type: 'conversation_part', id: part, part_type: 'comment', body: TEXT },
        ...{ author, ...times },
      })),
    },
  }
}
