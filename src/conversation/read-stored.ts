import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { isPossibleId } from '../request/id.ts'
import type { JsonObject } from './json-object.ts'
import { readExactly } from './read-exactly.ts'
import { renderConversation, type StoredConversation } from './render-conversation.ts'

/** As many parts as Intercom's own replies hold at most. */
const MOST_PARTS = 500

/**
 * The conversation as it stands now, with its 500 newest parts, read with one statement.
 *
 * @returns undefined when the workspace has no such conversation
 */
export async function readStored(
  trx: Trx,
  workspace: string,
  id: string,
): Promise<JsonObject | undefined> {
  if (!isPossibleId(id)) return undefined
  const { rows } = await storedConversation(workspace, id).execute(trx)
  return rows[0] && renderConversation(read(rows[0]))
}

/** The same, its jsonb as text: pg would parse it, and numbers lose digits. */
type Stored = Omit<StoredConversation, 'data' | 'source' | 'parts'> &
  Readonly<Record<'data' | 'parts', string> & Record<'source', string | null>>

function read({ data, source, parts, ...counts }: Stored): StoredConversation {
  return {
    ...counts,
    data: readExactly(data) as JsonObject,
    source: source === null ? null : (readExactly(source) as JsonObject),
    parts: readExactly(parts) as unknown as StoredConversation['parts'],
  }
}

/** One statement, so that one snapshot is shown. */
function storedConversation(workspace: string, id: string) {
  return sql<Stored>`
    select c.data::text as data, c.source::text as source,
           coalesce(newest.parts, '[]'::json)::text as parts,
           total.parts::int as "partCount",
           floor(extract(epoch from greatest(c.source_redacted_at, total.redacted_at)))::float8
             as "redactedAt"
      from conversation c
     cross join lateral (
       select count(*) as parts, max(p.redacted_at) as redacted_at
         from conversation_part p
        where p.workspace_id = c.workspace_id and p.conversation_id = c.id) total
     cross join lateral (
       select json_agg(json_build_object('data', p.data, 'body', p.body) order by p.position) as parts
         from (select data, body, position from conversation_part p
                where p.workspace_id = c.workspace_id and p.conversation_id = c.id
                order by position desc limit ${MOST_PARTS}) p) newest
     where c.workspace_id = ${workspace} and c.id = ${id}`
}
