import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Target } from '../../eligibility/target.ts'
import type {
  PartRequest,
  RedactionRequest,
  SourceRequest,
} from '../../request/redaction-request.ts'
import { targetKeyOf } from '../../request/target-key.ts'
import type { FoundMessages } from '../message-store.ts'
import { hasBody } from '../../conversation/carries-content.ts'
import { filesOf } from './files-of.ts'

/** Targets as they were read, with the places of their rows. */
export interface TargetsFound extends FoundMessages<Target> {
  /** The place of its row in its table (a ctid): that of a locked row can't change. */
  placeOf(request: RedactionRequest): string | undefined
  /** The place of the row of a part's conversation, if that quotes messages. */
  quotingPlaceOf(request: RedactionRequest): string | undefined
}

/**
 * Locks what the requests point at and reads what the rules need to know, conversations before
 * parts and each in order of id, so that no two transactions wait for each other. Bodies stay in
 * Postgres. Of a part's conversation the row is locked only if it quotes messages.
 */
export async function lockTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<TargetsFound> {
  return findTargets(trx, workspace, requests, {
    lockSources: sql`for update of conversation`,
    lockParts: sql`for update of part`,
  })
}

/** Reads the same for a plan, without a lock. */
export async function readTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<TargetsFound> {
  return findTargets(trx, workspace, requests, { lockSources: sql``, lockParts: sql`` })
}

interface Locks {
  readonly lockSources: RawBuilder<unknown>
  readonly lockParts: RawBuilder<unknown>
}

async function findTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  locks: Locks,
): Promise<TargetsFound> {
  const sources = requests.filter((request) => request.type === 'source')
  const parts = requests.filter((request) => request.type === 'conversation_part')
  const [conversations, foundParts] = await together([
    findConversations(trx, workspace, { sources, parts }, locks),
    findParts(trx, workspace, parts, locks),
  ])
  const found = new Map([...conversations.flatMap(sourceTarget), ...foundParts])
  const quoting = new Map(
    conversations.flatMap(({ id, quotes, place }) => (quotes ? [[id, place]] : [])),
  )
  return {
    quotingPlaceOf: ({ type, conversationId }) =>
      type === 'source' ? undefined : quoting.get(conversationId),
    of: (request) => found.get(targetKeyOf(request))?.target,
    filesOf: (request) => found.get(targetKeyOf(request))?.files ?? 0,
    placeOf: (request) => found.get(targetKeyOf(request))?.place,
  }
}

interface FoundTarget {
  readonly target: Target
  readonly files: number
  readonly place: string
}

interface FoundConversation {
  readonly id: string
  readonly has_source: boolean
  readonly source_id: string
  readonly place: string
  readonly author_type: string | null
  readonly redacted: boolean
  readonly files: number
  readonly quotes: boolean
}

/**
 * The conversations whose sources are meant, and those of the parts that quote messages, in one
 * statement: in two, two transactions could wait for each other.
 *
 * Here and below, rows are looked up one by one, by key, behind a fence: joined, the planner read
 * the whole workspace whenever its idea of the workspace's size was wrong, and 20,000 redactions
 * ran at 330/s in place of thousands (measured).
 */
async function findConversations(
  trx: Trx,
  workspace: string,
  { sources, parts }: { sources: readonly SourceRequest[]; parts: readonly PartRequest[] },
  { lockSources }: Locks,
): Promise<readonly FoundConversation[]> {
  if (sources.length + parts.length === 0) return []
  const { rows } = await sql<FoundConversation>`
    select conversation.id, source is not null as has_source, coalesce(source_id, '') as source_id,
           place, source_author_type as author_type, source_redacted_at is not null as redacted,
           ${filesOf('source')} as files, quotes_messages as quotes
      from (select unnest(${idsOf(sources)}::text[]) as id
             union
            select quoting.id from conversation quoting
             where quoting.workspace_id = ${workspace} and quoting.quotes_messages
               and quoting.id = any(${idsOf(parts)}::text[])) wanted
     cross join lateral (
       select own.ctid as place, own.* from conversation own
        where own.workspace_id = ${workspace} and own.id = wanted.id offset 0) conversation
     order by conversation.id ${lockSources}`.execute(trx)
  return rows
}

function idsOf(requests: readonly RedactionRequest[]): string[] {
  return [...new Set(requests.map((request) => request.conversationId))].toSorted()
}

/** A source may have come without an id: it is found by an empty one. */
function sourceTarget(found: FoundConversation): [string, FoundTarget][] {
  if (!found.has_source) return []
  const { redacted, author_type: authorType, files, place } = found
  const target = { type: 'source', redacted, authorType } as const
  const request = { type: 'source', conversationId: found.id, sourceId: found.source_id } as const
  return [[targetKeyOf(request), { target, files, place }]]
}

async function findParts(
  trx: Trx,
  workspace: string,
  requests: readonly PartRequest[],
  { lockParts }: Locks,
): Promise<[string, FoundTarget][]> {
  if (requests.length === 0) return []
  const sorted = requests.toSorted(byKey)
  const { rows } = await sql<{
    conversation_id: string
    id: string
    place: string
    redacted: boolean
    has_body: boolean
    files: number
  }>`
    select part.conversation_id, part.id, part.place, part.redacted_at is not null as redacted,
           ${hasBody(sql.ref('part.body'), sql.ref('part.data'))} as has_body,
           ${filesOf('part.data')} as files
      from unnest(${sorted.map((request) => request.conversationId)}::text[],
                  ${sorted.map((request) => request.conversationPartId)}::text[])
             as wanted(conversation_id, id)
     cross join lateral (
       select own.ctid as place, own.* from conversation_part own
        where own.workspace_id = ${workspace} and own.conversation_id = wanted.conversation_id
          and own.id = wanted.id offset 0) part
     order by part.conversation_id, part.id ${lockParts}`.execute(trx)
  return rows.map(({ conversation_id: conversationId, id, redacted, has_body, files, place }) => {
    const type = 'conversation_part'
    const key = targetKeyOf({ type, conversationId, conversationPartId: id })
    return [key, { target: { type, redacted, hasBody: has_body }, files, place }]
  })
}

/** Rows are locked one by one, in the order they are asked for: that of Postgres's "C" collation. */
function byKey(one: PartRequest, other: PartRequest): number {
  if (one.conversationId !== other.conversationId) {
    return one.conversationId < other.conversationId ? -1 : 1
  }
  return one.conversationPartId < other.conversationPartId ? -1 : 1
}
