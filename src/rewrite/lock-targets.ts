import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import type { Target } from '../eligibility/target.ts'
import type { PartRequest, RedactionRequest, SourceRequest } from '../request/redaction-request.ts'
import { filesOf } from './files-of.ts'

/** Targets as they were read, found again by request. */
export interface TargetsFound {
  of(request: RedactionRequest): Target | undefined
  /** How many files it names. */
  filesOf(request: RedactionRequest): number
  /** The place of its row in its table (a ctid): that of a locked row can't change. */
  placeOf(request: RedactionRequest): string | undefined
}

/**
 * Locks what the requests point at and reads what the rules need to know, sources before parts and
 * each in order of id, so that no two transactions wait for each other. Bodies stay in Postgres.
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
  const [foundSources, foundParts] = await together([
    findSources(trx, workspace, sources, locks),
    findParts(trx, workspace, parts, locks),
  ])
  const found = new Map([...foundSources, ...foundParts])
  return {
    of: (request) => found.get(keyOf(request))?.target,
    filesOf: (request) => found.get(keyOf(request))?.files ?? 0,
    placeOf: (request) => found.get(keyOf(request))?.place,
  }
}

interface FoundTarget {
  readonly target: Target
  readonly files: number
  readonly place: string
}

/** Two requests for the same target have the same key. */
export function keyOf(request: RedactionRequest): string {
  return request.type === 'source'
    ? sourceKey(request.conversationId, request.sourceId)
    : partKey(request.conversationId, request.conversationPartId)
}

/**
 * A source may have come without an id: it is found by an empty one.
 *
 * Here and below, rows are looked up one by one, by key, behind a fence: joined, the planner read
 * the whole workspace whenever its idea of the workspace's size was wrong, and 20,000 redactions
 * ran at 330/s in place of thousands (measured).
 */
async function findSources(
  trx: Trx,
  workspace: string,
  requests: readonly SourceRequest[],
  { lockSources }: Locks,
): Promise<[string, FoundTarget][]> {
  if (requests.length === 0) return []
  const ids = [...new Set(requests.map((request) => request.conversationId))].toSorted()
  const { rows } = await sql<{
    id: string
    source_id: string
    place: string
    author_type: string | null
    redacted: boolean
    files: number
  }>`
    select conversation.id, coalesce(source_id, '') as source_id, place,
           source_author_type as author_type, source_redacted_at is not null as redacted,
           ${filesOf('source')} as files
      from unnest(${ids}::text[]) as wanted(id)
     cross join lateral (
       select own.ctid as place, own.* from conversation own
        where own.workspace_id = ${workspace} and own.id = wanted.id and own.source is not null
       offset 0) conversation
     order by conversation.id ${lockSources}`.execute(trx)
  return rows.map(({ id, source_id, place, author_type: authorType, redacted, files }) => [
    sourceKey(id, source_id),
    { target: { type: 'source', redacted, authorType }, files, place },
  ])
}

/** A body that is not text stays in the jsonb, where anything but null counts as a body. */
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
           coalesce(part.body, '') <> ''
             or coalesce(part.data -> 'body', 'null') <> 'null' as has_body,
           ${filesOf('part.data')} as files
      from unnest(${sorted.map((request) => request.conversationId)}::text[],
                  ${sorted.map((request) => request.conversationPartId)}::text[])
             as wanted(conversation_id, id)
     cross join lateral (
       select own.ctid as place, own.* from conversation_part own
        where own.workspace_id = ${workspace} and own.conversation_id = wanted.conversation_id
          and own.id = wanted.id offset 0) part
     order by part.conversation_id, part.id ${lockParts}`.execute(trx)
  return rows.map((row) => [
    partKey(row.conversation_id, row.id),
    {
      target: { type: 'conversation_part', redacted: row.redacted, hasBody: row.has_body },
      files: row.files,
      place: row.place,
    },
  ])
}

/** Rows are locked one by one, in the order they are asked for: that of Postgres's "C" collation. */
function byKey(one: PartRequest, other: PartRequest): number {
  if (one.conversationId !== other.conversationId) {
    return one.conversationId < other.conversationId ? -1 : 1
  }
  return one.conversationPartId < other.conversationPartId ? -1 : 1
}

/** Neither id can hold a line break. */
function sourceKey(conversationId: string, sourceId: string): string {
  return `source\n${conversationId}\n${sourceId}`
}

function partKey(conversationId: string, partId: string): string {
  return `part\n${conversationId}\n${partId}`
}
