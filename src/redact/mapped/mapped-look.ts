import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Message } from '../../maps/format/message-format.ts'
import { dropFindings, storeFindings, type FoundPlace } from '../../look/store-findings.ts'
import type { LastLook, LookOptions } from '../../look/last-look.ts'
import { recognise, type Recognise } from '../../look/recognise.ts'
import type { ErasureScope } from '../../request/erasure-scope.ts'
import { inBatches } from './in-batches.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import { conversationId, messageSql, type MessageSql } from './message-sql.ts'
import { linkSql } from './link-sql.ts'
import { hasAmongPeople } from './mapped-targets.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** Milliseconds; everything of one person is read by few statements. */
const LOOK_TIMEOUT = 600_000

/**
 * Reads once more the messages of all conversations where a person takes part, and their own row,
 * and compares every text with the keyed hashes of what they were known by. It follows no rule of
 * what was to be erased.
 */
export async function openMappedLook(
  trx: Trx,
  workspace: string,
  schema: MappedSchema,
  { job, person, pepper, scope, until }: LookOptions,
): Promise<LastLook> {
  await sql`select set_config('statement_timeout', ${String(LOOK_TIMEOUT)}, true)`.execute(trx)
  await dropFindings(trx, workspace, job)
  const counts: Counts = { rows: 0, found: {}, exceptions: {} }
  const recogniseIn = recognise(person, workspace, pepper)
  const takeDown = async (rows: readonly LookedRow[]) =>
    storeFindings(
      ...([trx, workspace, job] as const),
      rows.flatMap((row) => findingsIn(row, { recogniseIn, scope, counts })),
    )
  return {
    // What conversations hold of a person are copies of the person, who is emptied first.
    atConversations: () => Promise.resolve(),
    async atContacts() {
      for (const message of asList(schema.map.message)) {
        for (const looked of [messageTexts(message), textsBeside(schema, message)]) {
          if (!looked) continue
          const rows = rowsBeside(trx, schema, message, {
            ...looked,
            until,
            contacts: person.contacts,
          })
          for await (const some of rows) await takeDown(some)
        }
      }
      await takeDown(await contactRows(trx, schema, person.contacts))
    },
    result: () => ({
      rows: counts.rows,
      names: person.names.length,
      found: counts.found,
      exceptions: counts.exceptions,
    }),
  }
}

interface Looking {
  readonly recogniseIn: Recognise
  readonly scope: ErasureScope
  readonly counts: Counts
}

/** What is left in a row; what others say of the person, or share with them, is only counted. */
function findingsIn(row: LookedRow, { recogniseIn, scope, counts }: Looking): FoundPlace[] {
  counts.rows += 1
  return Object.entries(row.texts).flatMap(([column, text]) => {
    const recognised = text === null ? undefined : recogniseIn(text)
    if (recognised === undefined) return []
    const place = `${row.table}.${column}`
    const isException = recognised === 'shared' || (scope === 'authored' && !row.isTheirs)
    const count = isException ? counts.exceptions : counts.found
    count[place] = (count[place] ?? 0) + 1
    return isException ? [] : [{ place, conversationId: row.conversation, targetId: row.target }]
  })
}

interface Counts {
  rows: number
  readonly found: Record<string, number>
  readonly exceptions: Record<string, number>
}

interface LookedRow {
  readonly table: string
  readonly conversation: string | null
  readonly target: string
  readonly isTheirs: boolean
  readonly texts: Readonly<Record<string, string | null>>
}

/** What a redaction of a message writes into its own row. */
function messageTexts({ table, redact }: Message): Beside {
  return { table, texts: textsOf('m', Object.keys(redact)) }
}

/** Rows of another table that hold the texts of messages, whatever a copy finds there. */
function textsBeside(schema: MappedSchema, message: Message): Beside | undefined {
  const { table, by = {}, column } = message.body
  if (table === undefined) return undefined
  const written = (schema.map.copies ?? []).flatMap((copy) =>
    copy.table === table && typeof copy.do === 'object' ? Object.keys(copy.do) : [],
  )
  return {
    table,
    texts: textsOf('t', [...new Set([column, ...written])]),
    join: sql`join ${schema.from(table)} t on ${schema.isOwn('t', table)}
               and ${linkSql(schema, { alias: 't', table, by }, { alias: 'm', table: message.table })}`,
  }
}

interface Beside {
  readonly table: string
  readonly texts: RawBuilder<unknown>
  readonly join?: RawBuilder<unknown>
}

interface Looked extends Beside {
  readonly contacts: readonly string[]
  /** Unix seconds: what was written later is passed over. Undefined: nothing is. */
  readonly until: number | undefined
}

/** What has no time counts as old. */
function isOld({ createdAt }: MessageSql, until: number | undefined): RawBuilder<boolean> {
  if (until === undefined) return sql<boolean>`true`
  return sql<boolean>`coalesce(${createdAt} <= ${until}::float8, true)`
}

/** Of all that stands in conversations of the contacts; what is no message is nobody's. */
async function* rowsBeside(
  trx: Trx,
  schema: MappedSchema,
  message: Message,
  { table: looked, texts, join = sql``, contacts, until }: Looked,
): AsyncGenerator<readonly LookedRow[], void> {
  const kind = messageSql(schema, message)
  const { table } = schema.map.conversation
  const query = sql<Omit<LookedRow, 'table'>>`
    select ${sql.ref(`c.${conversationId(schema)}`)}::text as conversation, ${sql.ref(`m.${message.id}`)}::text as target,
           coalesce(${kind.isMessage} and ${kind.author}::text = any(${contacts}::text[])
             and ${kind.isFromContact}, false) as "isTheirs",
           ${texts} as texts
      from ${schema.from(table)} c
      join ${schema.from(message.table)} m
        on ${kind.isInConversation}
      ${join}
     where ${schema.isOwn('m', message.table)} and ${schema.isOwn('c', table)}
       and ${hasAmongPeople(schema, contacts)} and ${isOld(kind, until)}`
  for await (const rows of inBatches(trx, `look_${looked}`, query)) {
    yield rows.map((row) => ({ ...row, table: looked }))
  }
}

async function contactRows(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<readonly LookedRow[]> {
  const found = await Promise.all(
    contactsOf(schema).map(async (contact) => {
      const { rows } = await sql<Pick<LookedRow, 'target' | 'texts'>>`
        select ${sql.ref(`p.${contact.id}`)}::text as target,
               ${textsOf('p', Object.keys(contact.erase))} as texts
          from ${schema.from(contact.table)} p
         where ${isContactRow(schema, contact)}
           and ${sql.ref(`p.${contact.id}`)}::text = any(${contacts}::text[])`.execute(trx)
      const own = { table: contact.table, conversation: null, isTheirs: true }
      return rows.map((row) => ({ ...row, ...own }))
    }),
  )
  return found.flat()
}

function textsOf(alias: string, columns: readonly string[]) {
  const texts = columns.map((name) => sql`${sql.ref(`${alias}.${name}`)}::text`)
  return sql`json_object(${columns}::text[], array[${sql.join(texts)}]::text[])`
}
