import { sql, type RawBuilder } from 'kysely'
import { asList } from '../../maps/format/map-names.ts'
import { isNoRoom } from './is-no-room.ts'
import { linkSql } from './link-sql.ts'
import {
  conversationId,
  conversationKey,
  messageSql,
  namedAuthor,
  type MessageSql,
} from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { anyOf, whereSql } from './where-sql.ts'
import type { Whom } from '../message-store.ts'

/** A query of all messages, redacted or not: type, conversation_id, target_id and redacted. */
export function mappedMessagesOf(schema: MappedSchema): RawBuilder<unknown> {
  return union(
    schema,
    (kind) => sql`select ${targetColumns(schema, kind)}, ${kind.isRedacted} as redacted`,
    () => [sql<boolean>`true`],
  )
}

/** A query of what is left to erase: type, conversation_id, target_id and nth. */
export function mappedTargetsOf(
  schema: MappedSchema,
  { contacts, scope }: Whom,
): RawBuilder<unknown> {
  const isTheirs = sql<boolean>`${hasAmongPeople(schema, contacts)} and ${isNoRoom(schema, 'c')}`
  const query = (meant: (kind: MessageSql) => readonly RawBuilder<boolean>[]) =>
    union(
      schema,
      (kind) => sql`select ${targetColumns(schema, kind)},
        case when ${kind.isOpening} then 0 else 1 end as nth`,
      (kind) => meant(kind).map((one) => sql<boolean>`not ${kind.isRedacted} and ${one}`),
    )
  const authored = (kind: MessageSql) => authoredBy(schema, kind, contacts)
  if (scope === 'authored') return query(authored)
  // What they wrote where they are no longer, or in a room that they came into since.
  const elsewhere = query((kind) =>
    authored(kind).map((one) => sql<boolean>`${one} and (${isTheirs}) is not true`),
  )
  return sql`${query(() => [isTheirs])} union all ${elsewhere}`
}

/** A query of the conversations where the contacts take part: conversation_id. */
export function mappedConversationsOf(
  schema: MappedSchema,
  contacts: readonly string[],
): RawBuilder<unknown> {
  const { table } = schema.map.conversation
  return sql`
    select distinct ${sql.ref(`c.${conversationId(schema)}`)}::text as conversation_id
      from ${schema.from(table)} c
     where ${schema.isOwn('c', table)} and ${hasAmongPeople(schema, contacts)}`
}

function union(
  schema: MappedSchema,
  select: (kind: MessageSql) => RawBuilder<unknown>,
  meant: (kind: MessageSql) => readonly RawBuilder<boolean>[],
): RawBuilder<unknown> {
  const { table } = schema.map.conversation
  const kinds = asList(schema.map.message).map((message) => messageSql(schema, message))
  const queries = kinds.flatMap((kind) =>
    meant(kind).map(
      (isMeant) => sql`
      ${select(kind)}
        from ${schema.from(kind.message.table)} m
        join ${schema.from(table)} c on ${kind.isInConversation} and ${schema.isOwn('c', table)}
       where ${kind.isMessage} and ${isMeant}`,
    ),
  )
  return sql.join(queries, sql` union all `)
}

function targetColumns(schema: MappedSchema, { isOpening, message }: MessageSql) {
  return sql`case when ${isOpening} then 'source' else 'conversation_part' end as type,
    ${sql.ref(`c.${conversationId(schema)}`)}::text as conversation_id,
    ${sql.ref(`m.${message.id}`)}::text as target_id`
}

/**
 * That one of the contacts wrote `m`: conditions of which one holds at most, each for a query of its
 * own. A column is compared by itself first, so that an index of it serves, and where the author
 * is told by the people of the conversation, only theirs are looked at.
 */
export function authoredBy(
  schema: MappedSchema,
  { message, author, isFromContact }: MessageSql,
  contacts: readonly string[],
): readonly RawBuilder<boolean>[] {
  const { table } = message
  const columns = asList(message.author.id)
  const named = columns.map(
    (column) =>
      sql<boolean>`${sql.ref(`m.${column}`)} = any(${schema.among(contacts, table, column)})`,
  )
  const isTheirs = sql<boolean>`${author}::text = any(${contacts}::text[]) and ${isFromContact}`
  if (message.author.else === undefined) return [sql<boolean>`${anyOf(named)} and ${isTheirs}`]
  const nobody = sql`${namedAuthor(schema, message)} is null`
  return [
    sql<boolean>`${anyOf(named)} and not (${nobody}) and ${isTheirs}`,
    sql<boolean>`${nobody} and ${hasAmongPeople(schema, contacts)} and ${isTheirs}`,
  ]
}

/** That one of the contacts is among the people of `c`. */
export function hasAmongPeople(
  schema: MappedSchema,
  contacts: readonly string[],
): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(`c.${conversationKey(schema)}`)} in (${keysOf(schema, contacts)})`
}

/** Keys of the conversations where one of the contacts is among the people. */
export function keysOf(schema: MappedSchema, contacts: readonly string[]): RawBuilder<unknown> {
  const { table, people = [] } = schema.map.conversation
  const key = sql.ref(`p.${conversationKey(schema)}`)
  const queries = people.map(({ table: other, by = {}, where, column }) => {
    const [from, alias] = other === undefined ? [table, 'p'] : [other, 'd']
    const isNamed = sql<boolean>`
      ${sql.ref(`${alias}.${column}`)} = any(${schema.among(contacts, from, column)})`
    if (other === undefined) {
      return sql`
        select ${key} from ${schema.from(table)} p
         where ${schema.isOwn('p', table)} and ${isNamed} and ${whereSql(schema, 'p', table, where)}`
    }
    return sql`
      select ${key} from ${schema.from(table)} p
        join ${schema.from(other)} d on ${linkSql(schema, { alias: 'd', table: other, by, where }, { alias: 'p', table })}
       where ${schema.isOwn('p', table)} and ${schema.isOwn('d', other)} and ${isNamed}`
  })
  if (queries.length === 0) return sql`select ${key} from ${schema.from(table)} p where false`
  return sql.join(queries, sql` union `)
}

/** Keys of the conversations of contacts, as a statement of its own gives them. */
export function conversationKeysOf(
  schema: MappedSchema,
  contacts: readonly string[],
): RawBuilder<{ key: string }> {
  return sql<{
    key: string
  }>`select found.key::text as key from (${keysOf(schema, contacts)}) as found(key)`
}
