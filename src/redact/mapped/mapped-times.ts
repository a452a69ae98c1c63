import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { asList } from '../../maps/format/map-names.ts'
import { conversationKeysOf, authoredBy } from './mapped-targets.ts'
import { conversationId, conversationKey, messageSql, type MessageSql } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { anyOf } from './where-sql.ts'

/** Ids, in order, of their conversations in which something was written by then. */
export async function mappedConversationsBefore(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
  until: Date,
): Promise<readonly string[]> {
  const keys = sql`select key from (${conversationKeysOf(schema, contacts)}) theirs`
  const ids = await written(
    trx,
    schema,
    (kind) => sql<boolean>`${kind.createdAt} <= ${seconds(until)}
      and ${sql.ref(`c.${conversationKey(schema)}`)}::text in (${keys})`,
  )
  return ids.toSorted()
}

/** Whether one of them has written since. */
export async function mappedHasWrittenSince(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
  since: Date,
): Promise<boolean> {
  const ids = await written(
    trx,
    schema,
    (kind) => sql<boolean>`${kind.createdAt} > ${seconds(since)}
      and ${anyOf(authoredBy(schema, kind, contacts))}`,
  )
  return ids.length > 0
}

const seconds = (date: Date) => sql`${date.getTime() / 1_000}::float8`

/** Ids of the conversations that have such messages. */
async function written(
  trx: Trx,
  schema: MappedSchema,
  isMeant: (kind: MessageSql) => RawBuilder<boolean>,
): Promise<string[]> {
  const { table } = schema.map.conversation
  const ids = new Set<string>()
  for (const message of asList(schema.map.message)) {
    const kind = messageSql(schema, message)
    const { rows } = await sql<{ id: string }>`
      select distinct ${sql.ref(`c.${conversationId(schema)}`)}::text as id
        from ${schema.from(message.table)} m
        join ${schema.from(table)} c on ${kind.isInConversation} and ${schema.isOwn('c', table)}
       where ${kind.isMessage} and ${isMeant(kind)}`.execute(trx)
    for (const { id } of rows) ids.add(id)
  }
  return [...ids]
}
