import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { ChunkOrStep } from '../database/wakeup-table.ts'
import { preferIndexes } from '../database/prefer-indexes.ts'
import type { Pepper } from '../database/pepper.ts'
import { waitForImports } from '../conversation/import-lock.ts'
import { demandPepper } from './demand-pepper.ts'
import { findErasure } from './find-erasure.ts'
import { finishErasure } from './finish-erasure.ts'
import { lockErasure, type LockedErasure } from './lock-erasure.ts'
import { planErasure } from './plan-erasure.ts'
import { finishSuppression, suppress } from './suppress.ts'
import { findJob } from '../jobs/find-jobs.ts'

export interface StepDeps {
  readonly db: Db
  /** Without it nobody can be kept out, and so nobody is erased. */
  readonly pepper: Pepper | undefined
  /** Told when the job has ended with the step. */
  readonly onEnd?: (workspace: string, job: string) => Promise<void>
}

/**
 * Takes the next step of an erasure that is about no chunk: the plan, or the last look. Before
 * either, everyone's imports that began without knowing of the suppression are waited for; without
 * that one text survived (measured).
 *
 * @returns the chunks to be delivered
 */
export async function takeStep(
  { db, pepper, onEnd }: StepDeps,
  workspace: string,
  job: string,
): Promise<readonly ChunkOrStep[]> {
  const state = (await findJob(db, workspace, job))?.state
  if (state === 'running') await suppressUntilNow({ db, pepper }, workspace, job)
  await waitForImports(db, workspace)
  const secret = demandPepper(pepper)
  const { chunks, isOver } = await inWorkspace(db, workspace, async (trx) => {
    await preferIndexes(trx)
    const erasure = await lockErasure(trx, workspace, job)
    const next = erasure ? await goOn(trx, workspace, erasure, secret) : undefined
    return {
      chunks: next ?? [],
      isOver: next?.length === 0 && (await hasEnded(trx, workspace, job)),
    }
  })
  if (isOver) await onEnd?.(workspace, job)
  return chunks
}

/** @returns undefined when it wants no step */
async function goOn(trx: Trx, workspace: string, erasure: LockedErasure, pepper: Pepper) {
  if (erasure.state === 'queued') return planErasure(trx, workspace, erasure, pepper)
  if (erasure.state === 'running') return finishErasure(trx, workspace, erasure, pepper)
  return undefined
}

async function hasEnded(trx: Trx, workspace: string, job: string): Promise<boolean> {
  const { rows } = await sql`
    select from job
     where workspace_id = ${workspace} and id = ${job} and finished_at is not null`.execute(trx)
  return rows.length > 0
}

/** A job that was canceled meanwhile keeps nobody out: what it suppressed was lifted. */
async function lockRunning(trx: Trx, workspace: string, job: string): Promise<boolean> {
  const { rows } = await sql`
    select from job where workspace_id = ${workspace} and id = ${job} and state = 'running'
       for update`.execute(trx)
  return rows.length > 0
}

/** Contacts that were imported meanwhile under the same keys are kept out, too. */
async function suppressUntilNow(
  { db, pepper }: StepDeps,
  workspace: string,
  job: string,
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    const erasure = await findErasure(trx, workspace, job)
    if (!erasure || !(await lockRunning(trx, workspace, job))) return
    const until = erasure.until ?? new Date()
    const options = { until, job, pepper: demandPepper(pepper) }
    await suppress(trx, workspace, erasure.contacts, options)
    await finishSuppression(trx, workspace, job, until)
  })
}
