import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { PartRow } from './conversation-rows.ts'
import { redactedPart } from './emptied.ts'
import { recordset } from './recordset.ts'

/** Locks every part of the conversations. */
export async function lockParts(
  trx: Trx,
  workspace: string,
  conversations: readonly string[],
): Promise<void> {
  await sql`
    select from conversation_part
     where workspace_id = ${workspace} and conversation_id = any(${conversations}::text[])
     order by conversation_id, id for update`.execute(trx)
}

/**
 * Adds the parts that are not there yet, after those the conversation has.
 *
 * @returns those that were there
 */
export async function addParts(
  trx: Trx,
  workspace: string,
  parts: readonly PartRow[],
): Promise<PartRow[]> {
  if (parts.length === 0) return []
  const { rows } = await sql<Pick<PartRow, 'conversation_id' | 'id'>>`
    insert into conversation_part (workspace_id, conversation_id, id, position, author_type,
                                   author_id, body, data)
    select ${workspace}, r.conversation_id, r.id,
           r.position + coalesce((select max(s.position) + 1 from conversation_part s
                                   where s.workspace_id = ${workspace}
                                     and s.conversation_id = r.conversation_id), 0),
           r.author_type, r.author_id, r.body, r.data
      from ${recordset(parts, COLUMNS)}
     order by r.conversation_id collate "C", r.id collate "C"
        on conflict (workspace_id, conversation_id, id) do nothing
    returning conversation_id, id`.execute(trx)
  const added = new Set(rows.map(keyOf))
  return parts.filter((part) => !added.has(keyOf(part)))
}

/** @returns the conversations of which a part is new, or not stored just as it would be now */
export async function withChangedParts(
  trx: Trx,
  workspace: string,
  parts: readonly PartRow[],
): Promise<ReadonlySet<string>> {
  if (parts.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select distinct r.conversation_id as id
      from ${recordset(parts, COLUMNS)}
      left join conversation_part s on s.workspace_id = ${workspace}
       and s.conversation_id = r.conversation_id and s.id = r.id
     where s.id is null
        or (s.author_type, s.author_id, s.body, s.data) is distinct from
           (r.author_type, r.author_id, ${BODY}, ${DATA})`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

/** Brings parts that are locked up to date, in their place. A row that would not change is not written. */
export async function updateParts(
  trx: Trx,
  workspace: string,
  parts: readonly PartRow[],
): Promise<void> {
  if (parts.length === 0) return
  await sql`
    update conversation_part p
       set author_type = n.author_type, author_id = n.author_id, body = n.body, data = n.data
      from (select r.conversation_id, r.id, r.author_type, r.author_id,
                   ${BODY} as body, ${DATA} as data
              from ${recordset(parts, COLUMNS)}
              join conversation_part s on s.workspace_id = ${workspace}
               and s.conversation_id = r.conversation_id and s.id = r.id) n
     where p.workspace_id = ${workspace} and p.conversation_id = n.conversation_id and p.id = n.id
       and (p.author_type, p.author_id, p.body, p.data)
           is distinct from (n.author_type, n.author_id, n.body, n.data)`.execute(trx)
}

/** What storing `r` over `s` leaves: over a redacted part, only what redaction leaves. */
const BODY = sql`case when s.redacted_at is null then r.body else s.body end`
const DATA = sql`case when s.redacted_at is null then r.data
  else ${redactedPart(sql.ref('r.data'), sql.ref('s.redacted_at'))} end`

/** Neither id can hold a line break. */
function keyOf(part: Pick<PartRow, 'conversation_id' | 'id'>): string {
  return `${part.conversation_id}\n${part.id}`
}

const COLUMNS =
  'conversation_id text, id text, position integer, author_type text, author_id text, body text, data jsonb'
