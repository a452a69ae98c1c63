import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ChunkOrStep } from '../database/wakeup-table.ts'
import { FIRST_WAKEUP } from './insert-accepted.ts'

/** What of which job is to be delivered. */
export interface WakeupId {
  readonly job: string
  readonly chunk: ChunkOrStep
}

/** What stands in the key where no chunk is woken; nobody asks for it, there is a word: `wakes`. */
const KEY_OF_STEP = -1

/** The last part of a wakeup's key, which holds no null. */
export function wakeupKey(chunk: ChunkOrStep): number {
  return chunk === 'step' ? KEY_OF_STEP : chunk
}

/** When a wakeup is due whose delivery is on its way. */
const FIRST_DUE = sql<Date>`now() + make_interval(secs => ${FIRST_WAKEUP})`

/** A wakeup that was written; null: not of a chunk, but of a step. */
export interface WrittenWakeup {
  readonly job: string
  readonly chunk: number | null
}

/**
 * Writes wakeups of a list's job: SQL, to be one part of a statement. One that waits for its turn is
 * never due.
 *
 * @param chunks a relation with the columns `chunk`, null for a step, and `waits`
 */
export function insertedWakeups(
  workspace: string,
  job: string,
  chunks: RawBuilder<unknown>,
): RawBuilder<WrittenWakeup & { readonly waits: boolean }> {
  return sql<WrittenWakeup & { readonly waits: boolean }>`
    insert into wakeup (workspace_id, job_id, chunk, due_at, waits)
    select ${workspace}, ${job}, coalesce(chunk, ${KEY_OF_STEP}::integer),
           case when waits then 'infinity' else ${FIRST_DUE} end, waits
      from ${chunks}
    returning job_id as job, case wakes when 'chunk' then chunk end as chunk, waits`
}

/**
 * Has wakeups that wait be delivered: SQL in the same way.
 *
 * @param turn a relation of that name, with the columns `job_id` and `chunk` of their keys
 */
export function promotedWakeups(
  workspace: string,
  turn: RawBuilder<unknown>,
): RawBuilder<WrittenWakeup> {
  return sql<WrittenWakeup>`
    update wakeup set waits = false, due_at = ${FIRST_DUE} from ${turn}
     where wakeup.workspace_id = ${workspace} and wakeup.job_id = turn.job_id
       and wakeup.chunk = turn.chunk
    returning wakeup.job_id as job, case wakes when 'chunk' then wakeup.chunk end as chunk`
}

/** How long a wakeup may rest. */
export interface Rests {
  /** Seconds of the first rest, each the double of the one before. */
  readonly first: number
  readonly most: number
}

/** @returns false when it has rested often enough, and nothing was done */
export async function restWakeup(
  trx: Trx,
  workspace: string,
  { job, chunk }: WakeupId,
  { first, most }: Rests,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update wakeup
       set due_at = now() + make_interval(secs => ${first} * power(2, rests)),
           rests = rests + 1, waits = false
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${wakeupKey(chunk)}
       and rests < ${most}`.execute(trx)
  return Number(numAffectedRows) > 0
}

/**
 * Has a wakeup be delivered again by the dispatcher only if nobody else has done it by then. One that
 * somebody works on is left alone.
 *
 * @param wait milliseconds after which it is to be delivered
 */
export async function putOffWakeup(
  trx: Trx,
  workspace: string,
  { job, chunk }: WakeupId,
  wait: number,
): Promise<void> {
  await sql`
    update wakeup set due_at = ${FIRST_DUE} + make_interval(secs => ${wait / 1_000})
     where workspace_id = ${workspace} and job_id = ${job} and not waits and chunk in (
       select chunk from wakeup
        where workspace_id = ${workspace} and job_id = ${job} and chunk = ${wakeupKey(chunk)}
          for update skip locked)`.execute(trx)
}

/**
 * Locks a wakeup until this transaction ends. Whoever finds it locked leaves it to the other.
 *
 * @returns whether it is there, and ours
 */
export async function lockWakeup(
  trx: Trx,
  workspace: string,
  { job, chunk }: WakeupId,
): Promise<boolean> {
  const { rows } = await sql`
    select from wakeup
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${wakeupKey(chunk)}
       for update skip locked`.execute(trx)
  return rows.length > 0
}

/** Says that a chunk, or a step, needs no worker any more. */
export async function dropWakeup(
  trx: Trx,
  workspace: string,
  { job, chunk }: WakeupId,
): Promise<void> {
  await sql`
    delete from wakeup
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${wakeupKey(chunk)}`.execute(
    trx,
  )
}

/** The same of jobs, with all of their chunks. */
export async function dropWakeups(
  trx: Trx,
  workspace: string,
  jobs: readonly string[],
): Promise<void> {
  await sql`
    delete from wakeup
     where workspace_id = ${workspace} and job_id = any(${jobs}::text[])`.execute(trx)
}

/** The same of one job; a wakeup that a worker holds is left to it. */
export async function dropFreeWakeups(trx: Trx, workspace: string, job: string): Promise<void> {
  await sql`
    delete from wakeup where workspace_id = ${workspace} and job_id = ${job} and chunk in (
      select chunk from wakeup where workspace_id = ${workspace} and job_id = ${job}
         for update skip locked)`.execute(trx)
}
