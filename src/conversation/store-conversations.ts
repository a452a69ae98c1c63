import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRow } from './conversation-rows.ts'
import { redactedSource, withoutTitle } from './emptied.ts'
import { recordset } from './recordset.ts'

/** @returns the ids of those that were not there before */
export async function addConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    insert into conversation (workspace_id, id, data, source, source_id, source_author_type,
                              source_author_id)
    select ${workspace}, id, data, source, source_id, source_author_type, source_author_id
      from ${recordset(all, COLUMNS)} order by id collate "C"
        on conflict (workspace_id, id) do nothing
    returning id`.execute(trx)
  return new Set(rows.map((row) => row.id))
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
 */
export async function updateConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRow[],
): Promise<void> {
  await sql`
    update conversation c
       set data = n.data, source = n.source, source_id = n.source_id,
           source_author_type = n.source_author_type, source_author_id = n.source_author_id
      from (${storedOver(workspace, all)}) n
     where c.workspace_id = ${workspace} and c.id = n.id and ${DIFFERENT}`.execute(trx)
}

/** What storing the rows would leave of the conversations that are there. */
function storedOver(workspace: string, all: readonly ConversationRow[]): RawBuilder<unknown> {
  return sql`
    select r.id,
           ${unlessRedacted('r.data', withoutTitle(sql.ref('r.data')))} as data,
           ${unlessRedacted('r.source', REDACTED_SOURCE)} as source,
           ${unlessRedacted('r.source_id', orStored('source_id'))} as source_id,
           ${unlessRedacted('r.source_author_type', orStored('source_author_type'))}
             as source_author_type,
           ${unlessRedacted('r.source_author_id', orStored('source_author_id'))}
             as source_author_id
      from ${recordset(all, COLUMNS)}
      join conversation s on s.workspace_id = ${workspace} and s.id = r.id`
}

const DIFFERENT = sql`
  (c.data, c.source, c.source_id, c.source_author_type, c.source_author_id) is distinct from
  (n.data, n.source, n.source_id, n.source_author_type, n.source_author_id)`

const REDACTED_SOURCE = sql`coalesce(${redactedSource(sql.ref('r.source'))}, s.source)`

function unlessRedacted(imported: string, otherwise: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when s.source_redacted_at is null then ${sql.ref(imported)} else ${otherwise} end`
}

function orStored(column: string): RawBuilder<unknown> {
  return sql`coalesce(${sql.ref(`r.${column}`)}, ${sql.ref(`s.${column}`)})`
}

const COLUMNS =
  'id text, data jsonb, source jsonb, source_id text, source_author_type text, source_author_id text'
