import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { isPossibleId } from '../request/id.ts'
import { hasBody } from './carries-content.ts'

/** A conversation without what anybody wrote in it: ids, types, times, and what is redacted. */
export interface Outline {
  readonly id: string
  /** As imported: in whatever unit, of whatever type. */
  readonly created_at: unknown
  readonly updated_at: unknown
  readonly contacts: readonly string[]
  readonly source: MessageOutline | null
  /** The newest, oldest first. */
  readonly parts: readonly MessageOutline[]
  /** All its parts, those not shown included. */
  readonly part_count: number
  readonly redacted_count: number
}

/** A message, without its text unless that was asked for. */
export interface MessageOutline {
  readonly id: string | null
  readonly type: unknown
  readonly created_at: unknown
  readonly author_type: string | null
  readonly author_id: string | null
  readonly has_body: boolean
  readonly files: number
  readonly redacted: boolean
  /** When, if that is known: where a map leads only that it is. */
  readonly redacted_at: string | null
  /** Only where text was asked for. */
  readonly subject?: unknown
  readonly body?: unknown
}

export interface OutlineOptions {
  /** As many of the newest parts. */
  readonly parts: number
  /** Whether bodies and subjects are read. */
  readonly text: boolean
}

/**
 * What a conversation consists of. Without text none is read out of the database.
 *
 * @returns undefined when the workspace has no such conversation
 */
export async function readOutline(
  trx: Trx,
  workspace: string,
  id: string,
  options: OutlineOptions,
): Promise<Outline | undefined> {
  if (!isPossibleId(id)) return undefined
  const { rows } = await outlineOf(workspace, id, options).execute(trx)
  return rows[0]
}

/** One statement, so that one snapshot is shown. */
function outlineOf(workspace: string, id: string, { parts, text }: OutlineOptions) {
  return sql<Outline>`
    select c.id, c.data -> 'created_at' as created_at, c.data -> 'updated_at' as updated_at,
           people.ids as contacts, ${sourceOf(text)} as source,
           coalesce(newest.parts, '[]'::json) as parts, total.parts::int as part_count,
           total.redacted::int + (c.source_redacted_at is not null)::int as redacted_count
      from conversation c
     cross join lateral (
       select coalesce(json_agg(contact_id order by contact_id), '[]'::json) as ids
         from conversation_contact
        where workspace_id = c.workspace_id and conversation_id = c.id) people
     cross join lateral (
       select count(*) as parts, count(redacted_at) as redacted from conversation_part p
        where p.workspace_id = c.workspace_id and p.conversation_id = c.id) total
     cross join lateral (
       select json_agg(${partOf(text)} order by p.position) as parts
         from (select * from conversation_part p
                where p.workspace_id = c.workspace_id and p.conversation_id = c.id
                order by position desc limit ${parts}::integer) p) newest
     where c.workspace_id = ${workspace} and c.id = ${id}`
}

/** Whatever is no list has no files that we know of. */
function filesOf(data: ReturnType<typeof sql>) {
  return sql`case when jsonb_typeof(${data} -> 'attachments') = 'array'
                  then jsonb_array_length(${data} -> 'attachments') else 0 end`
}

function sourceOf(text: boolean) {
  const told = sql`'subject', c.source -> 'subject', 'body', c.source -> 'body'`
  return sql`case when c.source is not null then json_build_object(
    'id', c.source_id, 'type', c.source -> 'type', 'created_at', c.data -> 'created_at',
    'author_type', c.source_author_type, 'author_id', c.source_author_id,
    'has_body', coalesce(c.source ->> 'body', '') <> '', 'files', ${filesOf(sql`c.source`)},
    'redacted', c.source_redacted_at is not null, 'redacted_at', c.source_redacted_at ${text ? sql`, ${told}` : sql``}) end`
}

/** A body that is not text stays in the jsonb, where anything but null counts as a body. */
function partOf(text: boolean) {
  const told = sql`'body', coalesce(to_jsonb(p.body), p.data -> 'body')`
  return sql`json_build_object(
    'id', p.id, 'type', p.data -> 'part_type', 'created_at', p.data -> 'created_at',
    'author_type', p.author_type, 'author_id', p.author_id,
    'has_body', ${hasBody(sql`p.body`, sql`p.data`)}, 'files', ${filesOf(sql`p.data`)},
    'redacted', p.redacted_at is not null, 'redacted_at', p.redacted_at
    ${text ? sql`, ${told}` : sql``})`
}
