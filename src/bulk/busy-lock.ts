import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { LOCK_CLASSES } from '../database/lock-classes.ts'
import { wakeupKey, type WakeupId } from '../jobs/wakeups.ts'

/**
 * Shows to whoever asks how a job stands that this transaction works on one of its chunks. It keeps
 * nobody out, and is gone with its process: a wakeup's row can't tell, since to see whether it is
 * locked one would have to lock it.
 */
export async function showBusy(
  trx: Trx,
  workspace: string,
  { job, chunk }: WakeupId,
): Promise<void> {
  const key = keyOf(workspace, sql`${job}::text`, sql`${wakeupKey(chunk)}::integer`)
  await sql`select pg_advisory_xact_lock_shared(${classOf()}::int, ${key})`.execute(trx)
}

/**
 * Whether somebody works on the chunk of a wakeup.
 *
 * @param chunk of its key
 */
export function isBusy(
  workspace: string,
  job: RawBuilder<unknown>,
  chunk: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from pg_locks
     where locktype = 'advisory' and objsubid = 2 and granted
       and database = (select oid from pg_database where datname = current_database())
       and classid = ${classOf()}::int::oid and objid = ${keyOf(workspace, job, chunk)}::oid)`
}

/** Whether a session works on a chunk just now, of whichever workspace. */
export function isLane(pid: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from pg_locks lane
     where lane.pid = ${pid} and lane.granted and lane.locktype = 'advisory' and lane.objsubid = 2
       and lane.database = (select oid from pg_database where datname = current_database())
       and lane.classid = ${classOf()}::int::oid)`
}

function keyOf(workspace: string, job: RawBuilder<unknown>, chunk: RawBuilder<unknown>) {
  return sql`hashtext(${workspace} || E'\\n' || ${job} || '/' || ${chunk})`
}

function classOf() {
  return sql.lit(LOCK_CLASSES.chunks)
}
