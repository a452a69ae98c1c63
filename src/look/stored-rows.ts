import { sql, type RawBuilder } from 'kysely'
import { CONTACT_TYPES } from '../request/contact-types.ts'
import { PLACEHOLDER } from '../conversation/placeholder.ts'
import { unixSecondsOf } from '../conversation/unix-time.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { LookedFor } from './looked-for.ts'
import type { Level } from './place-names.ts'

/** Stored rows that read the same, as text. */
export interface StoredRow {
  readonly level: Exclude<Level, 'source'>
  /** Null for a contact's own row. */
  readonly conversation: string | null
  /** Of parts or contacts; null for a conversation. */
  readonly ids: readonly string[] | null
  /** Whether one of the contacts wrote it: the part, or the conversation's source. */
  readonly is_theirs: boolean
  /** Null without one, or with what a redaction leaves. */
  readonly body: string | null
  readonly data: string
  readonly source: string | null
}

export interface RowsWanted {
  readonly workspace: string
  readonly person: LookedFor
  /** Unix seconds: what was created later is passed over. Undefined: nothing is. */
  readonly until: number | undefined
}

/** Rows that are read at a time: a body may be long. */
const AT_ONCE = 200

/**
 * Reads all rows of conversations where the contacts take part, a few at a time, however many there
 * are; the next ones are on their way while the last are looked at. Parts of a conversation that
 * differ by no more than id and times, as most do once they are emptied, come as one.
 */
export async function* storedRows(
  trx: Trx,
  wanted: RowsWanted,
): AsyncGenerator<readonly StoredRow[], void> {
  await sql`declare last_look no scroll cursor for ${rowsOf(wanted)}`.execute(trx)
  const next = () => {
    const fetched = sql<StoredRow>`fetch ${sql.lit(AT_ONCE)} from last_look`.execute(trx)
    // Whoever waits for it learns of a failure; nobody does when the look itself has failed.
    fetched.catch(() => undefined)
    return fetched
  }
  let coming = next()
  for (;;) {
    const { rows } = await coming
    if (rows.length === 0) break
    coming = next()
    yield rows
  }
  await sql`close last_look`.execute(trx)
}

function rowsOf({ workspace, person: { contacts }, until }: RowsWanted): RawBuilder<unknown> {
  const ids = sql`${contacts}::text[]`
  const people = sql`${[...CONTACT_TYPES]}::text[]`
  return sql`
    select found.*
      from (select distinct conversation_id from conversation_contact
             where workspace_id = ${workspace} and contact_id = any(${ids})) theirs
     cross join lateral (
       select 'conversation' as level, id as conversation, null::text[] as ids,
              coalesce(source_author_id = any(${ids}) and source_author_type = any(${people}), false)
                as is_theirs,
              null as body, data::text as data, nullif(source, 'null')::text as source
         from conversation
        where workspace_id = ${workspace} and id = theirs.conversation_id
          and ${isOld(sql.ref('data'), until)}
        union all
       select 'part', theirs.conversation_id, ids, is_theirs, body, data::text, null
         from (${partsAlike(workspace, { ids, people, until })}) alike) found`
}

interface Who {
  readonly ids: RawBuilder<unknown>
  readonly people: RawBuilder<unknown>
  readonly until: number | undefined
}

/** What differs from part to part, and tells nothing. */
const OWN = sql`'{id,created_at,updated_at,notified_at}'::text[]`

function partsAlike(workspace: string, { ids, people, until }: Who): RawBuilder<unknown> {
  return sql`
    select is_theirs, body, data, array_agg(id) as ids
      from (
        select part.id, nullif(part.body, ${PLACEHOLDER}) as body, part.data - ${OWN} as data,
               coalesce(author_id = any(${ids}) and author_type = any(${people}), false) as is_theirs
          from conversation_part part
         where part.workspace_id = ${workspace}
           and part.conversation_id = theirs.conversation_id
           and ${isOld(sql.ref('part.data'), until)}) part
     group by is_theirs, body, data`
}

/** What has no time that can be understood counts as old. */
function isOld(data: RawBuilder<unknown>, until: number | undefined): RawBuilder<boolean> {
  if (until === undefined) return sql<boolean>`true`
  const created = unixSecondsOf(sql`${data} -> 'created_at'`)
  return sql<boolean>`coalesce(${created} <= ${until}::numeric, true)`
}

/** Reads what is stored of the contacts themselves. */
export async function storedContactRows(
  trx: Trx,
  { workspace, person }: RowsWanted,
): Promise<readonly StoredRow[]> {
  const { rows } = await sql<StoredRow>`
    select 'contact' as level, null as conversation, array[id] as ids, true as is_theirs,
           null as body, data::text as data, null as source
      from contact where workspace_id = ${workspace} and id = any(${person.contacts}::text[])
     order by id`.execute(trx)
  return rows
}
