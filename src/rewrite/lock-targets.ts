import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Target } from '../eligibility/target.ts'
import type { PartRequest, RedactionRequest, SourceRequest } from '../request/redaction-request.ts'
import { filesOf } from './files-of.ts'

/** Targets as they were read, found again by request. */
export interface TargetsFound {
  of(request: RedactionRequest): Target | undefined
  /** How many files it names. */
  filesOf(request: RedactionRequest): number
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
    lock: sql`for update`,
    lockParts: sql`for update of part`,
  })
}

/** Reads the same for a plan, without a lock. */
export async function readTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<TargetsFound> {
  return findTargets(trx, workspace, requests, { lock: sql``, lockParts: sql`` })
}

interface Locks {
  readonly lock: RawBuilder<unknown>
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
  const found = new Map([
    ...(await findSources(trx, workspace, sources, locks)),
    ...(await findParts(trx, workspace, parts, locks)),
  ])
  return {
    of: (request) => found.get(keyOf(request))?.target,
    filesOf: (request) => found.get(keyOf(request))?.files ?? 0,
  }
}

interface FoundTarget {
  readonly target: Target
  readonly files: number
}

/** Two requests for the same target have the same key. */
export function keyOf(request: RedactionRequest): string {
  return request.type === 'source'
    ? sourceKey(request.conversationId, request.sourceId)
    : partKey(request.conversationId, request.conversationPartId)
}

/** A source may have come without an id: it is found by an empty one. */
async function findSources(
  trx: Trx,
  workspace: string,
  requests: readonly SourceRequest[],
  { lock }: Locks,
): Promise<[string, FoundTarget][]> {
  if (requests.length === 0) return []
  const ids = requests.map((request) => request.conversationId)
  const { rows } = await sql<{
    id: string
    source_id: string
    author_type: string | null
    redacted: boolean
    files: number
  }>`
    select id, coalesce(source_id, '') as source_id, source_author_type as author_type,
           source_redacted_at is not null as redacted, ${filesOf('source')} as files
      from conversation
     where workspace_id = ${workspace} and id = any(${ids}::text[]) and source is not null
     order by id ${lock}`.execute(trx)
  return rows.map(({ id, source_id, author_type: authorType, redacted, files }) => [
    sourceKey(id, source_id),
    { target: { type: 'source', redacted, authorType }, files },
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
    redacted: boolean
    has_body: boolean
    files: number
  }>`
    select part.conversation_id, part.id, part.redacted_at is not null as redacted,
           coalesce(part.body, '') <> ''
             or coalesce(part.data -> 'body', 'null') <> 'null' as has_body,
           ${filesOf('part.data')} as files
      from unnest(${sorted.map((request) => request.conversationId)}::text[],
                  ${sorted.map((request) => request.conversationPartId)}::text[])
             as wanted(conversation_id, id)
     cross join lateral (
       select * from conversation_part own
        where own.workspace_id = ${workspace} and own.conversation_id = wanted.conversation_id
          and own.id = wanted.id offset 0) part
     order by part.conversation_id, part.id ${lockParts}`.execute(trx)
  return rows.map((row) => [
    partKey(row.conversation_id, row.id),
    {
      target: { type: 'conversation_part', redacted: row.redacted, hasBody: row.has_body },
      files: row.files,
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
