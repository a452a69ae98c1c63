import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRow } from './conversation-rows.ts'
import { redactedSource, withoutQuotes, withoutTitle } from './emptied.ts'
import { recordset } from './recordset.ts'

/** @returns the ids of those that were not there before; a marked source is stored emptied */
export async function addConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRow[],
  keyed: boolean,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    insert into conversation (workspace_id, id, data, source, source_id, source_author_type,
                              source_author_id, source_redacted_at, quotes_messages,
                              keyed)
    select ${workspace}, id, ${dataFrom(NEW_AT)}, ${sourceFrom(NEW_AT)}, source_id,
           source_author_type, source_author_id, ${NEW_AT}, quotes and redact_for is null,
           ${keyed}
      from ${recordset(all, COLUMNS)} order by id collate "C"
        on conflict (workspace_id, id) do nothing
    returning id`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

/** Leaves locked conversations to whoever has the pepper: what came anew may name new people. */
export async function markUnkeyed(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update conversation set keyed = false
     where workspace_id = ${workspace} and id = any(${ids}::text[]) and keyed`.execute(trx)
}

/** @returns the stored `updated_at` of those that are there; nothing is locked */
export async function storedTimes(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  if (ids.length === 0) return new Map()
  const { rows } = await timesOf(workspace, ids).execute(trx)
  return new Map(rows.map((row) => [row.id, row.updated_at]))
}

/** @returns the stored `updated_at` of each */
export async function lockConversations(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await sql<StoredTime>`
    ${timesOf(workspace, ids)} order by id for update`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.updated_at]))
}

interface StoredTime {
  readonly id: string
  readonly updated_at: unknown
}

function timesOf(workspace: string, ids: readonly string[]): RawBuilder<StoredTime> {
  return sql<StoredTime>`
    select id, data -> 'updated_at' as updated_at from conversation
     where workspace_id = ${workspace} and id = any(${ids}::text[])`
}

/** @returns the ids of those that are stored just as they would be stored now */
export async function sameConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select c.id from (${storedOver(workspace, all)}) n
      join conversation c on c.workspace_id = ${workspace} and c.id = n.id
     where not (${DIFFERENT})`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

/**
 * Brings conversations that are locked up to date. A row that would not change is not written. A
 * redacted source stays even where the import has none: who asks again is told it is redacted.
 *
 * @returns the ids of those whose source was emptied only now
 */
export async function updateConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string; emptied: boolean }>`
    update conversation c
       set data = n.data, source = n.source, source_id = n.source_id,
           source_author_type = n.source_author_type, source_author_id = n.source_author_id,
           source_redacted_at = n.source_redacted_at, quotes_messages = n.quotes_messages
      from (${storedOver(workspace, all)}) n
     where c.workspace_id = ${workspace} and c.id = n.id and ${DIFFERENT}
    returning c.id, n.emptied`.execute(trx)
  return new Set(rows.filter((row) => row.emptied).map((row) => row.id))
}

/** What storing the rows would leave of the conversations that are there. */
function storedOver(workspace: string, all: readonly ConversationRow[]): RawBuilder<unknown> {
  return sql`
    select r.id, case when ${QUOTES_GONE} then ${withoutQuotes(sql.ref('r.data'))}
             else ${dataFrom(AT)} end as data, coalesce(${sourceFrom(AT)}, ${STORED_SOURCE}) as source,
           ${orStored('source_id')} as source_id,
           ${orStored('source_author_type')} as source_author_type,
           ${orStored('source_author_id')} as source_author_id,
           ${AT} as source_redacted_at, r.quotes and ${AT} is null and not ${QUOTES_GONE} as quotes_messages,
           s.source_redacted_at is null and r.redact_for is not null as emptied
      from ${recordset(all, COLUMNS)}
      join conversation s on s.workspace_id = ${workspace} and s.id = r.id`
}

/**
 * Takes out of conversations that are locked, with their parts, what quotes a message that was
 * redacted meanwhile. Whoever redacts a part and finds that its conversation quotes nothing does
 * not wait for an import that is about to make it do so.
 */
export async function forgetQuotes(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update conversation s
       set data = ${withoutQuotes(sql.ref('s.data'))}, quotes_messages = false
     where s.workspace_id = ${workspace} and s.id = any(${ids}::text[]) and s.quotes_messages
       and ${HAS_REDACTED}`.execute(trx)
}

/** When the source was redacted, as storing it leaves it: `r` as a new one, or over `s`. */
const NEW_AT = sql`case when r.redact_for is not null then now() end`
const AT = sql`coalesce(s.source_redacted_at, ${NEW_AT})`

/** Whether a message of a stored conversation is redacted: then nothing in it may quote any. */
const HAS_REDACTED = sql<boolean>`(s.source_redacted_at is not null or exists (
  select from conversation_part part where part.workspace_id = s.workspace_id
     and part.conversation_id = s.id and part.redacted_at is not null))`
const QUOTES_GONE = sql<boolean>`(r.quotes and ${AT} is null and ${HAS_REDACTED})`

const DIFFERENT = sql`
  (c.data, c.source, c.source_id, c.source_author_type, c.source_author_id, c.source_redacted_at)
  is distinct from
  (n.data, n.source, n.source_id, n.source_author_type, n.source_author_id, n.source_redacted_at)`

/** Kept where the import has none. */
const STORED_SOURCE = sql`case when s.source_redacted_at is not null then s.source end`

function dataFrom(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${at} is null then r.data else ${withoutTitle(sql.ref('r.data'))} end`
}

function sourceFrom(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${at} is null then r.source else ${redactedSource(sql.ref('r.source'))} end`
}

function orStored(column: string): RawBuilder<unknown> {
  const [imported, stored] = [sql.ref(`r.${column}`), sql.ref(`s.${column}`)]
  return sql`case when s.source_redacted_at is null then ${imported}
    else coalesce(${imported}, ${stored}) end`
}

const COLUMNS = `id text, data jsonb, source jsonb, source_id text, source_author_type text,
  source_author_id text, quotes boolean, redact_for text`
