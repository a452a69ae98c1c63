import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { JobState } from '../database/tables.ts'
import { together } from '../database/together.ts'
import { beginPlan, beginRun } from '../jobs/move-job.ts'
import { dropWakeup } from '../jobs/wakeups.ts'
import type { ClaimedChunk } from './claim-chunk.ts'
import { endPhase } from './end-phase.ts'
import type { Letter } from './letters.ts'
import { passTurn, type Turn } from './turns.ts'

/** The job was canceled while this chunk was worked on: nothing of it must stay. */
export class CanceledMeanwhile extends Error {
  override readonly name = 'CanceledMeanwhile'
}

/** What became of a chunk. */
export interface ChunkEffect {
  /** One for each item. */
  readonly letters: readonly Letter[]
  /** Files that the redacted messages had. */
  readonly files: number
  /** Conversations that an erasure could not scrub. */
  readonly unscrubbed: readonly string[]
}

export interface RecordedChunk {
  /** What is to be delivered next. */
  readonly turns: readonly Turn[]
  /** Whether its job has ended with it. */
  readonly isOver: boolean
}

/**
 * Stores what became of a chunk's items, as the last thing its transaction does: the job's row is
 * locked from here to the commit. The next chunk gets its wakeup; without one, whoever finds that
 * no chunk is left ends the job (two last chunks at once each saw the other undone, when they did
 * not lock it first: measured).
 *
 * @throws CanceledMeanwhile
 */
export async function recordChunk(
  trx: Trx,
  workspace: string,
  claimed: ClaimedChunk,
  effect: ChunkEffect,
): Promise<RecordedChunk> {
  const [, , , next] = await together([
    storeEffect(trx, workspace, claimed, effect),
    dropWakeup(trx, workspace, claimed),
    lockJob(trx, workspace, claimed),
    passTurn(trx, workspace, claimed.job),
  ])
  if (next.more) return { turns: next.turns, isOver: false }
  const { steps, isOver } = await endPhase(trx, workspace, claimed)
  const turns = [...next.turns, ...steps.map((chunk) => ({ job: claimed.job, chunk }))]
  return { turns, isOver }
}

async function storeEffect(
  trx: Trx,
  workspace: string,
  { job, chunk, mode }: ClaimedChunk,
  { letters, files, unscrubbed }: ChunkEffect,
): Promise<void> {
  const stored =
    mode === 'plan'
      ? sql`planned = ${letters.join('')}`
      : sql`outcomes = ${letters.join('')}, done_at = now(), files = ${files}::integer,
            unscrubbed = ${unscrubbed}::text[]`
  await sql`
    update job_chunk set ${stored}
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${chunk}`.execute(trx)
}

/** @throws CanceledMeanwhile */
async function lockJob(trx: Trx, workspace: string, { job, mode }: ClaimedChunk): Promise<void> {
  const { rows } = await sql<{ state: JobState }>`
    select state from job where workspace_id = ${workspace} and id = ${job} for update`.execute(trx)
  const state = rows[0]?.state
  const working = mode === 'plan' ? 'planning' : 'running'
  if (state === working) return
  if (state !== 'queued') throw new CanceledMeanwhile()
  const begin = mode === 'plan' ? beginPlan : beginRun
  await begin(trx, workspace, job)
}
