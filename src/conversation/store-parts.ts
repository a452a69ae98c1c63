import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { PartRow } from './conversation-rows.ts'
import { redactedBody, redactedPart } from './emptied.ts'
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

export interface StoredParts {
  /** Those that were there before. */
  readonly known: readonly PartRow[]
  /** Those whose text was taken away in this transaction. */
  readonly emptied: readonly PartRow[]
}

/** Adds the parts that are not there yet, after those the conversation has. */
export async function addParts(
  trx: Trx,
  workspace: string,
  parts: readonly PartRow[],
): Promise<StoredParts> {
  if (parts.length === 0) return { known: [], emptied: [] }
  const conversations = new Set(parts.map((part) => part.conversation_id))
  const { rows } = await sql<Pick<PartRow, 'conversation_id' | 'id'>>`
    insert into conversation_part (workspace_id, conversation_id, id, position, author_type,
                                   author_id, body, data, redacted_at)
    select ${workspace}, r.conversation_id, r.id,
           r.position + coalesce(stored.next, 0),
           r.author_type, r.author_id, ${bodyFrom(NEW_AT)}, ${dataFrom(NEW_AT)}, ${NEW_AT}
      from ${recordset(parts, COLUMNS)}
      left join (select conversation_id, max(position) + 1 as next from conversation_part
                  where workspace_id = ${workspace}
                    and conversation_id = any(${[...conversations]}::text[])
                  group by conversation_id) stored on stored.conversation_id = r.conversation_id
     order by r.conversation_id collate "C", r.id collate "C"
        on conflict (workspace_id, conversation_id, id) do nothing
    returning conversation_id, id`.execute(trx)
  const added = new Set(rows.map(keyOf))
  return {
    known: parts.filter((part) => !added.has(keyOf(part))),
    emptied: parts.filter((part) => part.redact_for !== undefined && added.has(keyOf(part))),
  }
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
        or (s.author_type, s.author_id, s.body, s.data, s.redacted_at) is distinct from
           (r.author_type, r.author_id, ${BODY}, ${DATA}, ${AT})`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

/**
 * Brings parts that are locked up to date, in their place. A row that would not change is not
 * written.
 *
 * @returns those whose text was taken away only now
 */
export async function updateParts(
  trx: Trx,
  workspace: string,
  parts: readonly PartRow[],
): Promise<readonly PartRow[]> {
  if (parts.length === 0) return []
  const { rows } = await sql<Pick<PartRow, 'conversation_id' | 'id'> & { emptied: boolean }>`
    update conversation_part p
       set author_type = n.author_type, author_id = n.author_id, body = n.body, data = n.data,
           redacted_at = n.redacted_at
      from (select r.conversation_id, r.id, r.author_type, r.author_id,
                   ${BODY} as body, ${DATA} as data, ${AT} as redacted_at,
                   s.redacted_at is null and r.redact_for is not null as emptied
              from ${recordset(parts, COLUMNS)}
              join conversation_part s on s.workspace_id = ${workspace}
               and s.conversation_id = r.conversation_id and s.id = r.id) n
     where p.workspace_id = ${workspace} and p.conversation_id = n.conversation_id and p.id = n.id
       and (p.author_type, p.author_id, p.body, p.data, p.redacted_at) is distinct from
           (n.author_type, n.author_id, n.body, n.data, n.redacted_at)
    returning p.conversation_id, p.id, n.emptied`.execute(trx)
  const emptied = new Set(rows.filter((row) => row.emptied).map(keyOf))
  return parts.filter((part) => emptied.has(keyOf(part)))
}

/** When the part was redacted, as storing it leaves it: `r` as a new one, or over `s`. */
const NEW_AT = sql`case when r.redact_for is not null then now() end`
const AT = sql`coalesce(s.redacted_at, ${NEW_AT})`

/** What storing `r` leaves: of a redacted part, only what redaction leaves. */
const BODY = sql`case when s.redacted_at is null then ${bodyFrom(NEW_AT)}
  else coalesce(nullif(s.body, ''), ${redactedBody(sql.ref('r.body'), sql.ref('r.data'))}) end`
const DATA = dataFrom(AT)

function bodyFrom(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${at} is null then r.body
    else ${redactedBody(sql.ref('r.body'), sql.ref('r.data'))} end`
}

function dataFrom(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${at} is null then r.data else ${redactedPart(sql.ref('r.data'), at)} end`
}

/** Neither id can hold a line break. */
function keyOf(part: Pick<PartRow, 'conversation_id' | 'id'>): string {
  return `${part.conversation_id}\n${part.id}`
}

const COLUMNS = `conversation_id text, id text, position integer, author_type text, author_id text,
  body text, data jsonb, redact_for text`
