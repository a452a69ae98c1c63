import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { JobState } from '../database/tables.ts'
import { runReady } from '../jobs/move-job.ts'
import { UNNAMED } from '../request/requester.ts'
import { startChunks } from './accept-list.ts'
import { anyLeft, placeStep } from './end-phase.ts'

/** A plan tells what was true then; older than this it is refused. */
const PLAN_KEEPS = '7 days'

export type StartedRun =
  /** The chunks to be delivered; none when it was running, or done, already. */
  | { readonly kind: 'started'; readonly chunks: readonly number[] }
  | { readonly kind: 'not_found' }
  /** Not a planned job, not planned yet, canceled, planned too long ago, or asked for by another. */
  | { readonly kind: 'conflict'; readonly because: 'state' | 'stale_plan' | 'requester' }

interface PlannedJob {
  readonly state: JobState
  readonly run_at: Date | null
  readonly fresh: boolean
  readonly requested_by: string
}

export interface RunOptions {
  /** `cli:NAME`: who asks, when whoever planned it named nobody. */
  readonly requestedBy?: string | undefined
  /** What else is to be committed with the start. */
  readonly also?: (trx: Trx) => Promise<void>
}

/** Runs a planned job. Again is harmless: it is the same run. */
export async function startRun(
  db: Db,
  workspace: string,
  job: string,
  { requestedBy, also = () => Promise.resolve() }: RunOptions = {},
): Promise<StartedRun> {
  return inWorkspace(db, workspace, async (trx) => {
    const planned = await lockPlanned(trx, workspace, job)
    if (!planned) return { kind: 'not_found' }
    if (requestedBy !== undefined && !isOpenTo(requestedBy, planned)) {
      return { kind: 'conflict', because: 'requester' }
    }
    if (planned.run_at && planned.state !== 'canceled') return { kind: 'started', chunks: [] }
    if (planned.state !== 'ready') return { kind: 'conflict', because: 'state' }
    if (!planned.fresh) return { kind: 'conflict', because: 'stale_plan' }
    await runReady(trx, workspace, job, requestedBy ?? planned.requested_by)
    await also(trx)
    const chunks = await startChunks(trx, workspace, job, sql`run_at = now()`)
    // An erasure may be about no message: its last look is all that there is to do.
    if (!(await anyLeft(trx, workspace, job))) await placeStep(trx, workspace, job)
    return { kind: 'started', chunks }
  })
}

/** A name is given once: from then on jobs and ledger say it, and who ran it again changes nothing. */
function isOpenTo(requestedBy: string, planned: PlannedJob): boolean {
  if (planned.requested_by === requestedBy) return true
  return planned.requested_by === UNNAMED && planned.run_at === null
}

async function lockPlanned(
  trx: Trx,
  workspace: string,
  job: string,
): Promise<PlannedJob | undefined> {
  const { rows } = await sql<PlannedJob>`
    select state, run_at, requested_by, coalesce(planned_at > now() - ${PLAN_KEEPS}::interval, false) as fresh
      from job left join job_list list
        on list.workspace_id = job.workspace_id and list.job_id = job.id
     where job.workspace_id = ${workspace} and job.id = ${job} for update of job`.execute(trx)
  return rows[0]
}
