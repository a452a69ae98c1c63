import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip, inWorkspace } from '../database/in-workspace.ts'
import { putOffWakeup } from '../jobs/wakeups.ts'
import type { ChunkId } from './claim-chunk.ts'

/** Seconds by which a worker may be late without losing the messages of that time. */
const MADE_UP_FOR = 1

/** Milliseconds; whoever comes at the same moment as another is asked to come again. */
const LEAST_WAIT = 10

/**
 * Takes the time that a chunk needs at the rate of its workspace, so that no other chunk, of whichever
 * worker, begins before it is over. A plan writes nothing, and takes none.
 *
 * @returns milliseconds after which it is to be asked for again; 0: it may begin
 */
export async function takeSlot(db: Db, workspace: string, id: ChunkId): Promise<number> {
  const { rows } = await inOneTrip(db, workspace, (trx) =>
    sql<{ wait: number }>`
      with asked as (
        select chunk.last - chunk.first + 1 as items
          from job join job_list list on list.workspace_id = job.workspace_id and list.job_id = job.id
          join job_chunk chunk on chunk.workspace_id = job.workspace_id and chunk.job_id = job.id
         where job.workspace_id = ${workspace} and job.id = ${id.job} and chunk.chunk = ${id.chunk}
           and (state = 'running' or state = 'queued' and not dry_run)),
      taken as (
        update work_rate
           set free_at = case when most_a_second is null then free_at
                 else greatest(free_at, now() - make_interval(secs => ${MADE_UP_FOR}))
                    + make_interval(secs => items / most_a_second::float8) end
          from asked
         where workspace_id = ${workspace} and free_at <= now()
        returning 1)
      select greatest(${LEAST_WAIT}, ceil(extract(epoch from free_at - now()) * 1000))::float8 as wait
        from work_rate, asked
       where workspace_id = ${workspace} and not exists (select from taken)`.execute(trx),
  )
  const wait = rows[0]?.wait ?? 0
  if (wait > 0) await inWorkspace(db, workspace, (trx) => putOffWakeup(trx, workspace, id, wait))
  return wait
}
