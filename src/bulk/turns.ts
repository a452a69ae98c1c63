import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import {
  insertedWakeups,
  promotedWakeups,
  type WakeupId,
  type WrittenWakeup,
} from '../jobs/wakeups.ts'
import { STEP } from './step.ts'

/** A chunk, or the next step, of a job that is to be delivered now. */
export type Turn = WakeupId

/** While one chunk comes back from a worker that died, others of its workspace go on. */
const LEAST = 2

/**
 * How many chunks of a workspace may be delivered beside those that are on their way; one that rests,
 * since somebody holds its rows, is not. On a map they change rows one after another: more would only
 * keep lanes from other workspaces.
 *
 * @param lanes of a job, or of a process
 */
export function freeTurns(workspace: string, lanes: RawBuilder<number> | number) {
  const isMapped = sql`exists (select from workspace where id = ${workspace} and map is not null)`
  return sql<number>`greatest(0, case when ${isMapped} then ${LEAST}::integer
    else greatest(${LEAST}::integer, ${lanes}::integer) end - (
    select count(*)::integer from wakeup
     where workspace_id = ${workspace} and wakes <> 'redaction' and not waits and rests = 0))`
}

/**
 * Lets those that wait have their turn, the oldest first: so the jobs of a workspace take turns, too.
 * To be asked after whatever could have left a lane empty is committed: of two at once the later one
 * sees both.
 */
export async function takeTurns(db: Db, workspace: string, lanes: number): Promise<Turn[]> {
  return inWorkspace(db, workspace, (trx) => promote(trx, workspace, freeTurns(workspace, lanes)))
}

async function promote(trx: Trx, workspace: string, free: RawBuilder<number>): Promise<Turn[]> {
  const turn = sql`(${oldest(workspace, free)}) turn`
  const { rows } = await promotedWakeups(workspace, turn).execute(trx)
  return rows.map(turnOf)
}

function turnOf({ job, chunk }: WrittenWakeup): Turn {
  return { job, chunk: chunk ?? STEP }
}

function oldest(workspace: string, free: RawBuilder<number>): RawBuilder<unknown> {
  return sql`
    select job_id, chunk from wakeup where workspace_id = ${workspace} and waits
     order by created_at, job_id, chunk limit ${free} for update skip locked`
}

/**
 * Hands the turn of a chunk whose wakeup is gone to whoever waits longest, behind whom the next chunk
 * of its own job then waits; if nobody does, to that.
 *
 * @returns `more`: its job has a next chunk; `turns`: what is to be delivered
 */
export async function passTurn(
  trx: Trx,
  workspace: string,
  job: string,
): Promise<{ readonly more: boolean; readonly turns: readonly Turn[] }> {
  const { rows } = await sql<WrittenWakeup & { readonly own: boolean; readonly waits: boolean }>`
    with lane as materialized (
      select ${freeTurns(
        workspace,
        sql`(
        select lanes from job_list where workspace_id = ${workspace} and job_id = ${job})`,
      )} as free),
    turn as materialized (${oldest(workspace, sql`(select least(1, free) from lane)`)}),
    taken as (${promotedWakeups(workspace, sql`turn`)}),
    woken as (
      update job_list list set next_chunk = next_chunk + 1 from job_chunk chunk
       where list.workspace_id = ${workspace} and list.job_id = ${job}
         and chunk.workspace_id = ${workspace} and chunk.job_id = ${job}
         and chunk.chunk = list.next_chunk
      returning chunk.chunk),
    placed as (
      select chunk, exists (select from turn) or (select free from lane) = 0 as waits from woken),
    own as (${insertedWakeups(workspace, job, sql`placed`)})
    select job, chunk, false as own, false as waits from taken
     union all
    select job, chunk, true, waits from own`.execute(trx)
  const turns = rows.filter((row) => !row.waits).map(turnOf)
  return { more: rows.some((row) => row.own), turns }
}
