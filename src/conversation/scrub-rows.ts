import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRow, ConversationRows, PartRow } from './conversation-rows.ts'
import type { JsonObject } from './json-object.ts'
import { readExactly } from './read-exactly.ts'
import { recordset } from './recordset.ts'
import { scrubbedConversation, scrubbedPart, scrubbedSource } from './scrubbed.ts'

/** A conversation that is not stored yet, and who is scrubbed out of it. */
export interface RowsToScrub {
  readonly conversation: ConversationRow
  readonly parts: readonly {
    readonly row: PartRow
    /** Whose identity as its author goes. */
    readonly people: readonly string[]
  }[]
  readonly contacts: ConversationRows['contacts']
  readonly people: readonly string[]
  /** What may be kept of them, as paths. */
  readonly keeps: readonly string[]
}

/**
 * Scrubs rows before they are stored, by the expressions that an erasure uses on stored ones.
 *
 * @returns the rows by conversation
 */
export async function scrubRows(
  trx: Trx,
  all: readonly RowsToScrub[],
): Promise<ReadonlyMap<string, ConversationRows>> {
  if (all.length === 0) return new Map()
  const conversations = await scrubConversations(trx, all)
  const parts = await scrubParts(trx, all)
  return new Map(
    all.map(({ conversation, contacts, parts: own }): [string, ConversationRows] => [
      conversation.id,
      {
        conversation: { ...conversation, ...conversations.get(conversation.id) },
        parts: own.map(({ row }) => ({ ...row, data: parts.get(keyOf(row)) ?? row.data })),
        contacts,
      },
    ]),
  )
}

async function scrubConversations(trx: Trx, all: readonly RowsToScrub[]) {
  const given = all.map(({ conversation: { id, data, source }, people, keeps }) => ({
    id,
    data,
    source,
    people,
    keeps,
  }))
  const [data, source] = [sql.ref('r.data'), sql.ref('r.source')]
  const { rows } = await sql<{ id: string; data: string; source: string | null }>`
    select r.id, (${scrubbedConversation(data, source, WHOSE)})::text as data,
           (${scrubbedSource(source, WHOSE)})::text as source
      from ${recordset(given, `id text, data jsonb, source jsonb, ${WHOSE_COLUMNS}`)}`.execute(trx)
  return new Map(rows.map((row) => [row.id, { ...exactRow(row), quotes: false }]))
}

async function scrubParts(trx: Trx, all: readonly RowsToScrub[]) {
  const given = all.flatMap(({ parts, keeps }) =>
    parts.map(({ row: { conversation_id, id, data }, people }) => ({
      conversation_id,
      id,
      data,
      people,
      keeps,
    })),
  )
  const { rows } = await sql<{ conversation_id: string; id: string; data: string }>`
    select r.conversation_id, r.id, (${scrubbedPart(sql.ref('r.data'), WHOSE)})::text as data
      from ${recordset(given, `conversation_id text, id text, data jsonb, ${WHOSE_COLUMNS}`)}`.execute(
    trx,
  )
  return new Map(rows.map((row) => [keyOf(row), readExactly(row.data) as JsonObject]))
}

function exactRow(row: { id: string; data: string; source: string | null }) {
  return {
    id: row.id,
    data: readExactly(row.data) as JsonObject,
    source: row.source === null ? null : (readExactly(row.source) as JsonObject),
  }
}

const WHOSE = { people: sql.ref('r.people'), keeps: sql.ref('r.keeps') }
const WHOSE_COLUMNS = 'people text[], keeps text[]'

/** Neither id can hold a line break. */
function keyOf({ conversation_id, id }: Pick<PartRow, 'conversation_id' | 'id'>): string {
  return `${conversation_id}\n${id}`
}
