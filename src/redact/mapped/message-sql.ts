import { sql, type RawBuilder } from 'kysely'
import { createdColumn } from '../../maps/check/after-columns.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Message } from '../../maps/format/message-format.ts'
import type { Contact } from '../../maps/format/people-format.ts'
import { anyOf, allOf, whereSql } from './where-sql.ts'
import { bodyFormats } from './body-format.ts'
import { isAsWritten } from './is-as-written.ts'
import { columnType } from './column-type.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import { linkSql } from './link-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { onlyContact } from './only-contact.ts'
import { areAlike, sameValue } from './same-value.ts'

type Condition = RawBuilder<boolean>

/**
 * What a statement may ask of a message. The message is `m` in it, its conversation `c`; both are
 * rows of the workspace.
 */
export interface MessageSql {
  readonly message: Message
  /** That a row of the table is a message, and the workspace's. */
  readonly isMessage: Condition
  /** That `m` is in `c`. */
  readonly isInConversation: Condition
  readonly isOpening: Condition
  readonly isRedacted: Condition
  readonly hasBody: Condition
  /** The author's id, as the column has it. */
  readonly author: RawBuilder<unknown>
  readonly isFromContact: Condition
  /** Unix seconds. */
  readonly createdAt: RawBuilder<number>
}

export function messageSql(schema: MappedSchema, message: Message): MessageSql {
  const { table } = message
  const key = conversationKey(schema)
  return {
    message,
    isMessage: sql<boolean>`${schema.isOwn('m', table)} and ${whereSql(schema, 'm', table, message.where)}`,
    isInConversation: sameValue(
      schema,
      { alias: 'm', table, column: message.conversation },
      { alias: 'c', table: schema.map.conversation.table, column: key },
    ),
    isOpening: isOpening(schema, message),
    isRedacted: isRedacted(schema, message),
    hasBody: hasBody(schema, message),
    author: authorSql(schema, message),
    isFromContact: isFromContact(schema, message),
    createdAt: messageSeconds(schema, message, 'm'),
  }
}

/** The column of a conversation that other tables refer to. */
export function conversationKey({ map }: MappedSchema): string {
  return map.conversation.key ?? map.conversation.id ?? 'id'
}

/** The column by which callers name a conversation. */
export function conversationId({ map }: MappedSchema): string {
  return map.conversation.id ?? map.conversation.key ?? 'id'
}

/** The first of a conversation is told by its time, then by its id. */
function isOpening(schema: MappedSchema, message: Message): Condition {
  const { opening, table } = message
  if (opening === undefined || opening === 'none') return sql<boolean>`false`
  if (opening !== 'first') return whereSql(schema, 'm', table, opening.where)
  return sql<boolean>`not exists (
    select from ${schema.from(table)} earlier
     where ${schema.isOwn('earlier', table)}
       and ${whereSql(schema, 'earlier', table, message.where)}
       and ${sql.ref(`earlier.${message.conversation}`)} = ${sql.ref(`m.${message.conversation}`)}
       and (${createdRef(message, 'earlier')}, ${sql.ref(`earlier.${message.id}`)})
           < (${createdRef(message, 'm')}, ${sql.ref(`m.${message.id}`)}))`
}

const createdRef = (message: Message, alias: string) =>
  sql.ref(`${alias}.${createdColumn(message)}`)

/** Numbers are seconds unless the map says milliseconds. */
export function messageSeconds(
  schema: MappedSchema,
  message: Message,
  alias: string,
): RawBuilder<number> {
  const { created_at: created, table } = message
  const name = createdColumn(message)
  const isTime = /^(?:date|timestamp|timestamptz)$/.test(schema.column(table, name).base)
  const at = createdRef(message, alias)
  if (isTime) return sql<number>`extract(epoch from ${at})::float8`
  const unit = typeof created === 'object' && created.unit === 'ms' ? 1_000 : 1
  return sql<number>`${at}::float8 / ${unit}::float8`
}

/** A message is redacted when what its map writes stands in it: so one edited afterwards is not. */
function isRedacted(schema: MappedSchema, message: Message): Condition {
  const { table, redact, body } = message
  const formats = bodyFormats(message)
  const own = isAsWritten(schema, 'm', table, redact, formats)
  if (body.table === undefined) return own
  const copies = (schema.map.copies ?? []).filter(
    (copy) => copy.table === body.table && copy.of === 'message' && typeof copy.do === 'object',
  )
  const texts = copies.map(({ do: done, where, by = {}, table: texts }) => {
    if (typeof done !== 'object') return sql<boolean>`true`
    return sql<boolean>`not exists (
      select from ${schema.from(texts)} t
       where ${schema.isOwn('t', texts)} and ${linkSql(schema, { alias: 't', table: texts, by, where }, { alias: 'm', table })}
         and not ${isAsWritten(schema, 't', texts, done, formats)})`
  })
  return allOf([...(Object.keys(redact).length > 0 ? [own] : []), ...texts])
}

function hasBody(schema: MappedSchema, { table, body }: Message): Condition {
  const isText = (alias: string) =>
    sql<boolean>`coalesce(${sql.ref(`${alias}.${body.column}`)}::text, '') <> ''`
  if (body.table === undefined) return isText('m')
  const texts = body.table
  return sql<boolean>`exists (
    select from ${schema.from(texts)} t
     where ${schema.isOwn('t', texts)} and ${linkSql(schema, { alias: 't', table: texts, by: body.by ?? {}, where: body.where }, { alias: 'm', table })}
       and ${isText('t')})`
}

/** Whom the columns name, else the only contact in `c`, where the map says so. */
function authorSql(schema: MappedSchema, message: Message): RawBuilder<unknown> {
  const { author, table } = message
  const named = namedAuthor(schema, message)
  if (author.else === undefined) return named
  const column = schema.column(table, asList(author.id)[0] ?? '')
  const type = columnType(column, schema.given.catalog.schema)
  return sql`coalesce(${named}, ${onlyContact(schema)}::${type})`
}

/** The first column that names somebody who is not a system account; null where none does. */
export function namedAuthor(schema: MappedSchema, { author, table }: Message): RawBuilder<unknown> {
  const except = asList(schema.map.contact).flatMap((contact) => contact.except ?? [])
  const columns = asList(author.id).map((column) => ({ table, column }))
  const isAlike = areAlike(schema, columns)
  const named = columns.map(({ column }) => {
    const own = sql.ref(`m.${column}`)
    const ref = isAlike ? own : sql`${own}::text`
    if (except.length === 0) return ref
    const system = schema.typed(except.map(String), table, column)
    return sql`case when ${own} <> all(${system}) then ${ref} end`
  })
  return sql`coalesce(${sql.join(named)})`
}

function isFromContact(schema: MappedSchema, message: Message): Condition {
  const { author, table } = message
  const isNamed = anyOf(
    contactsOf(schema).map(
      (contact) => sql<boolean>`exists (
        select from ${schema.from(contact.table)} p
         where ${isAuthor(schema, message, contact)}
           and ${isContactRow(schema, contact)})`,
    ),
  )
  if (author.type === undefined) return isNamed
  const { column, contact } = author.type
  return whereSql(schema, 'm', table, { [column]: contact })
}

function isAuthor(schema: MappedSchema, message: Message, { table, id }: Contact): Condition {
  const [author, own] = [authorSql(schema, message), sql.ref(`p.${id}`)]
  const columns = asList(message.author.id).map((column) => ({ table: message.table, column }))
  return areAlike(schema, [{ table, column: id }, ...columns])
    ? sql<boolean>`${own} = ${author}`
    : sql<boolean>`${own}::text = ${author}::text`
}
