import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Target } from '../../eligibility/target.ts'
import { groupedBy } from '../../grouped-by.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Message } from '../../maps/format/message-format.ts'
import {
  targetIdOf,
  type RedactionRequest,
  type SourceRequest,
} from '../../request/redaction-request.ts'
import { targetKeyOf } from '../../request/target-key.ts'
import { columnsOfMessage } from './columns-read.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { conversationId, messageSql, type MessageSql } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** A message of tables that are not ours. */
export interface MappedMessage {
  readonly message: Message
  readonly row: MappedRow
  readonly isOpening: boolean
  readonly target: Target
}

interface Found extends SelectedRow {
  readonly '@conversation': string
  readonly '@target': string
  readonly '@opening': boolean
  readonly '@redacted': boolean
  readonly '@body': boolean
  readonly '@contact': boolean
}

/**
 * Finds what requests point at, by the keys of their tables, and locks it if that is wanted,
 * conversations in order and messages in order of id.
 *
 * @returns by target key
 */
export async function findMessages(
  trx: Trx,
  schema: MappedSchema,
  requests: readonly RedactionRequest[],
  { locks }: { readonly locks: boolean },
): Promise<ReadonlyMap<string, MappedMessage>> {
  const lock = locks ? sql`for update of m` : sql``
  const kinds = asList(schema.map.message).map((message) => messageSql(schema, message))
  const found = await together(
    kinds.flatMap((kind) => [
      findParts(trx, schema, kind, requests, lock),
      findSources(trx, schema, kind, requests, lock),
      findNamelessSources(trx, schema, kind, requests, lock),
    ]),
  )
  return new Map(found.flat())
}

type Keyed = readonly [string, MappedMessage]

async function findParts(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  requests: readonly RedactionRequest[],
  lock: RawBuilder<unknown>,
): Promise<readonly Keyed[]> {
  const rows = await selectNamed(trx, schema, kind, namedIn(requests, 'conversation_part'), lock)
  return rows.filter((found) => !found['@opening']).map((found) => keyed(schema, kind, found))
}

/** A source is asked for by its id. */
async function findSources(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  requests: readonly RedactionRequest[],
  lock: RawBuilder<unknown>,
): Promise<readonly Keyed[]> {
  if (!hasOpenings(kind)) return []
  const rows = await selectNamed(trx, schema, kind, namedIn(requests, 'source'), lock)
  return rows.filter((found) => found['@opening']).map((found) => keyed(schema, kind, found))
}

/** Or by none: it is meant where its conversation has no other. A channel has as many as threads. */
async function findNamelessSources(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  requests: readonly RedactionRequest[],
  lock: RawBuilder<unknown>,
): Promise<readonly Keyed[]> {
  const asked = requests.filter(
    (one): one is SourceRequest =>
      one.type === 'source' &&
      one.sourceId === '' &&
      isPossibleId(schema, kind.message, one.conversationId),
  )
  if (asked.length === 0 || !hasOpenings(kind)) return []
  const wanted = sql`unnest(${conversations(
    schema,
    asked.map((one) => one.conversationId),
  )})
    as wanted(conversation)`
  const rows = await select(trx, schema, { kind, wanted, isMeant: kind.isOpening, lock })
  const found = groupedBy(rows, (row) => row['@conversation'])
  return [...found].flatMap(([conversationId, [only, ...others]]) => {
    if (!only || others.length > 0) return []
    const key = targetKeyOf({ type: 'source', conversationId, sourceId: '' })
    return [[key, keyed(schema, kind, only)[1]] as const]
  })
}

const hasOpenings = ({ message: { opening } }: MessageSql) =>
  opening !== undefined && opening !== 'none'

/** A message by its ids, as callers say them. */
interface NamedMessage {
  readonly conversation: string
  readonly target: string
}

function namedIn(
  requests: readonly RedactionRequest[],
  type: RedactionRequest['type'],
): readonly NamedMessage[] {
  return requests.flatMap((one) =>
    one.type === type ? [{ conversation: one.conversationId, target: targetIdOf(one) }] : [],
  )
}

async function selectNamed(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  named: readonly NamedMessage[],
  lock: RawBuilder<unknown>,
): Promise<readonly Found[]> {
  const { table, id } = kind.message
  const possible = named.filter(({ conversation, target }) =>
    isPossibleId(schema, kind.message, conversation, target),
  )
  if (possible.length === 0) return []
  const targets = possible.map(({ target }) => target)
  const ids = possible.map(({ conversation }) => conversation)
  const wanted = sql`unnest(${conversations(schema, ids)}, ${schema.typed(targets, table, id)})
    as wanted(conversation, target)`
  const isMeant = sql<boolean>`${sql.ref(`m.${id}`)} = wanted.target`
  return select(trx, schema, { kind, wanted, isMeant, lock })
}

interface Selection {
  readonly kind: MessageSql
  readonly wanted: RawBuilder<unknown>
  readonly isMeant: RawBuilder<boolean>
  readonly lock: RawBuilder<unknown>
}

/**
 * Conversations and messages are looked up one by one, behind a fence: whatever the planner thinks
 * of their tables, it takes their indexes.
 */
async function select(
  trx: Trx,
  schema: MappedSchema,
  { kind, wanted, isMeant, lock }: Selection,
): Promise<readonly Found[]> {
  const { conversation } = schema.map
  const { message } = kind
  const { rows } = await sql<Found>`
    select ${rowColumns('m', columnsOfMessage(schema, message))},
           ${sql.ref(`c.${conversationId(schema)}`)}::text as "@conversation",
           ${sql.ref(`m.${message.id}`)}::text as "@target",
           ${kind.isOpening} as "@opening", ${kind.isRedacted} as "@redacted",
           ${kind.hasBody} as "@body", ${kind.isFromContact} as "@contact"
      from ${wanted}
      join ${schema.from(conversation.table)} c
        on ${sql.ref(`c.${conversationId(schema)}`)} = wanted.conversation
       and ${schema.isOwn('c', conversation.table)}
      join ${schema.from(message.table)} m on ${isMeant} and ${kind.isInConversation}
       and ${kind.isMessage}
     order by c.${sql.id(conversationId(schema))}, m.${sql.id(message.id)} ${lock}`.execute(trx)
  return rows
}

function conversations(schema: MappedSchema, ids: readonly string[]) {
  return schema.typed(ids, schema.map.conversation.table, conversationId(schema))
}

function isPossibleId(
  schema: MappedSchema,
  { table, id }: Message,
  conversation: string,
  message?: string,
): boolean {
  const column = schema.column(schema.map.conversation.table, conversationId(schema))
  if (!isPossibleValue(column, conversation)) return false
  return message === undefined || isPossibleValue(schema.column(table, id), message)
}

function keyed(schema: MappedSchema, { message }: MessageSql, found: Found): Keyed {
  const row = mappedRow(found, columnsOfMessage(schema, message))
  const isOpening = found['@opening']
  const conversation = { conversationId: found['@conversation'] }
  const key = isOpening
    ? targetKeyOf({ type: 'source', ...conversation, sourceId: found['@target'] })
    : targetKeyOf({
        type: 'conversation_part',
        ...conversation,
        conversationPartId: found['@target'],
      })
  return [key, { message, row, isOpening, target: targetOf(found) }]
}

function targetOf(found: Found): Target {
  const redacted = found['@redacted']
  return found['@opening']
    ? { type: 'source', redacted, authorType: found['@contact'] ? 'user' : 'admin' }
    : { type: 'conversation_part', redacted, hasBody: found['@body'] }
}
