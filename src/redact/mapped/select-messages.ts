import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Message } from '../../maps/format/message-format.ts'
import { columnsOfMessage } from './columns-read.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { rowColumns, type SelectedRow } from './mapped-row.ts'
import { conversationId, type MessageSql } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** A message as a statement gives it. */
export interface SelectedMessage extends SelectedRow {
  readonly '@conversation': string
  readonly '@target': string
  readonly '@opening': boolean
  readonly '@redacted': boolean
  readonly '@body': boolean
  readonly '@contact': boolean
}

/** A message by its ids, as callers say them. */
export interface NamedMessage {
  readonly conversation: string
  readonly target: string
}

/** Finds messages by their ids, in order, and locks them if that is wanted. */
export async function selectNamed(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  named: readonly NamedMessage[],
  lock: RawBuilder<unknown>,
): Promise<readonly SelectedMessage[]> {
  const { table, id } = kind.message
  const possible = named.filter(({ conversation, target }) =>
    arePossibleIds(schema, kind.message, conversation, target),
  )
  if (possible.length === 0) return []
  const targets = possible.map(({ target }) => target)
  const ids = possible.map(({ conversation }) => conversation)
  const wanted = sql`unnest(${conversations(schema, ids)}, ${schema.typed(targets, table, id)})
    as wanted(conversation, target)`
  const isMeant = sql<boolean>`${sql.ref(`m.${id}`)} = wanted.target`
  return selectMessages(trx, schema, { kind, wanted, isMeant, lock })
}

export interface Selection {
  readonly kind: MessageSql
  readonly wanted: RawBuilder<unknown>
  readonly isMeant: RawBuilder<boolean>
  readonly lock: RawBuilder<unknown>
}

/**
 * Conversations and messages are looked up one by one, behind a fence: whatever the planner thinks
 * of their tables, it takes their indexes.
 */
export async function selectMessages(
  trx: Trx,
  schema: MappedSchema,
  { kind, wanted, isMeant, lock }: Selection,
): Promise<readonly SelectedMessage[]> {
  const { conversation } = schema.map
  const { message } = kind
  const { rows } = await sql<SelectedMessage>`
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

export function conversations(schema: MappedSchema, ids: readonly string[]) {
  return schema.typed(ids, schema.map.conversation.table, conversationId(schema))
}

export function arePossibleIds(
  schema: MappedSchema,
  { table, id }: Message,
  conversation: string,
  message?: string,
): boolean {
  const column = schema.column(schema.map.conversation.table, conversationId(schema))
  if (!isPossibleValue(column, conversation)) return false
  return message === undefined || isPossibleValue(schema.column(table, id), message)
}
