import { importRecords } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'
import type { ReadRecord } from '../../src/json-stream/read-record.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'

export interface StockOptions {
  readonly conversations: number
  /** Parts of each; the last one has no body. */
  readonly parts: number
  /** Stands in every place that holds text. */
  readonly marker?: string
  readonly workspace?: string
}

/** What the stored conversations offer to redact. */
export interface Stock {
  readonly parts: readonly RedactionRequest[]
  readonly sources: readonly RedactionRequest[]
  /** Parts without a body, and sources that no contact wrote. */
  readonly ineligible: readonly RedactionRequest[]
}

/** Every fifth conversation was written by an admin, of whom nothing is erased as of a contact. */
export const byAdmin = (index: number) => index % 5 === 4

/** Imports conversations `c0`, `c1`, …, each with a source `s<c>` and parts `p<c>-0`, `p<c>-1`, … */
export async function storeConversations(db: Db, options: StockOptions): Promise<Stock> {
  const { conversations, workspace = 'default' } = options
  const indexes = Array.from({ length: conversations }, (_, index) => index)
  const { bad } = await importRecords(db, workspace, recordsOf(indexes, options), {
    onBad: (line, reason) => {
      throw new Error(`record ${line}: ${reason}`)
    },
  })
  if (bad > 0) throw new Error(`${bad} bad records`)
  const last = options.parts - 1
  const bodies = Array.from({ length: last }, (_, part) => part)
  return {
    parts: indexes.flatMap((index) => bodies.map((part) => partOf(index, part))),
    sources: indexes.filter((index) => !byAdmin(index)).map(sourceOf),
    ineligible: [
      ...indexes.map((index) => partOf(index, last)),
      ...indexes.filter(byAdmin).map(sourceOf),
    ],
  }
}

export function partOf(index: number, part: number): RedactionRequest {
  return {
    type: 'conversation_part',
    conversationId: `c${index}`,
    conversationPartId: `p${index}-${part}`,
  }
}

export function sourceOf(index: number): RedactionRequest {
  return { type: 'source', conversationId: `c${index}`, sourceId: `s${index}` }
}

async function* recordsOf(
  indexes: readonly number[],
  options: StockOptions,
): AsyncGenerator<ReadRecord> {
  for (const index of indexes) {
    yield { ok: true, line: index + 1, record: conversation(index, options), bytes: 1_000 }
  }
}

function conversation(index: number, { parts, marker = 'text' }: StockOptions) {
  const person = { id: `u${index}`, name: `${marker} name`, email: `${marker}@example.com` }
  const author = { type: byAdmin(index) ? 'admin' : 'user', ...person }
  return {
    type: 'conversation',
    id: `c${index}`,
    title: `${marker} title`,
    created_at: 1_700_000_000,
    updated_at: 1_700_000_000,
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', ...person }] },
    source: {
      type: 'conversation',
      id: `s${index}`,
      delivered_as: 'customer_initiated',
      subject: `${marker} subject`,
      body: `<p>${marker} source</p>`,
      attachments: [],
      author,
    },
    conversation_parts: {
      type: 'conversation_part.list',
      total_count: parts,
      conversation_parts: Array.from({ length: parts }, (_, part) => ({
        type: 'conversation_part',
        id: `p${index}-${part}`,
        part_type: part === parts - 1 ? 'close' : 'comment',
        body: part === parts - 1 ? null : `<p>${marker} body ${part}</p>`,
        created_at: 1_700_000_000,
        updated_at: 1_700_000_000,
        author,
        email_message_metadata: {
          subject: `${marker} mail`,
          history: `${marker} history`,
          email_address_headers: [{ type: 'from', email_address: `${marker}@example.com` }],
        },
      })),
    },
  }
}
