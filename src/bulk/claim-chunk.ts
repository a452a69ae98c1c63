import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { JobKind, JobState } from '../database/tables.ts'
import { together } from '../database/together.ts'
import { dropWakeup, lockWakeup } from '../jobs/wakeups.ts'
import { requestOf, type RedactionRequest, type TargetType } from '../request/redaction-request.ts'
import { showBusy } from './busy-lock.ts'
import { letterOfProblem, type Letter } from './letters.ts'

/** Which chunk of which job. */
export interface ChunkId {
  readonly job: string
  readonly chunk: number
}

/** An item of a chunk: its target, or the letter it already has. */
export interface ChunkItem {
  readonly request: RedactionRequest | null
  readonly letter: Letter | null
}

/** A chunk that this transaction alone may work on. */
export interface ClaimedChunk extends ChunkId {
  readonly mode: 'plan' | 'run'
  readonly kind: JobKind
  readonly requestedBy: string
  readonly reason: string | null
  readonly items: readonly ChunkItem[]
  /** That an erasure's chunk scrubs; no other chunk has any. */
  readonly conversations: readonly string[]
}

/**
 * Claims a chunk by its wakeup's row: whoever finds it locked leaves it to the other. The wakeup of
 * a job that wants no more work is dropped.
 *
 * @returns undefined when there is nothing to do
 */
export async function claimChunk(
  trx: Trx,
  workspace: string,
  id: ChunkId,
): Promise<ClaimedChunk | undefined> {
  const [, isMine, job] = await together([
    showBusy(trx, workspace, id),
    lockWakeup(trx, workspace, id),
    readJob(trx, workspace, id),
  ])
  if (!isMine) return undefined
  const mode = job && modeOf(job)
  if (!job || !mode) {
    await dropWakeup(trx, workspace, id)
    return undefined
  }
  return {
    ...id,
    mode,
    kind: job.kind,
    requestedBy: job.requested_by,
    reason: job.reason,
    conversations: job.conversations ?? [],
    items: await readItems(trx, workspace, id.job, job),
  }
}

interface JobOfChunk {
  readonly kind: JobKind
  readonly state: JobState
  readonly requested_by: string
  readonly reason: string | null
  readonly dry_run: boolean
  /** Positions of its first and last item. */
  readonly first: number
  readonly last: number
  readonly conversations: readonly string[] | null
}

async function readJob(trx: Trx, workspace: string, { job, chunk }: ChunkId) {
  const { rows } = await sql<JobOfChunk>`
    select kind, state, requested_by, reason, dry_run, first, last, conversations
      from job join job_list list on list.workspace_id = job.workspace_id and list.job_id = job.id
      join job_chunk chunk on chunk.workspace_id = job.workspace_id and chunk.job_id = job.id
       and chunk.chunk = ${chunk}
     where job.workspace_id = ${workspace} and job.id = ${job}`.execute(trx)
  return rows[0]
}

function modeOf({ state, dry_run }: JobOfChunk): 'plan' | 'run' | undefined {
  if (state === 'running') return 'run'
  if (state === 'planning') return 'plan'
  if (state === 'queued') return dry_run ? 'plan' : 'run'
  return undefined
}

interface ItemRow {
  readonly type: TargetType
  readonly conversation_id: string
  readonly target_id: string
  readonly problem: string | null
}

async function readItems(
  trx: Trx,
  workspace: string,
  job: string,
  { first, last }: { first: number; last: number },
): Promise<ChunkItem[]> {
  const { rows } = await sql<ItemRow>`
    select type, conversation_id, target_id, problems -> 0 ->> 'code' as problem from job_item
     where workspace_id = ${workspace} and job_id = ${job}
       and position between ${first}::integer and ${last}::integer
     order by position`.execute(trx)
  return rows.map(({ type, conversation_id: conversationId, target_id: targetId, problem }) =>
    problem === null
      ? { request: requestOf({ type, conversationId, targetId }), letter: null }
      : { request: null, letter: letterOfProblem(problem) },
  )
}
