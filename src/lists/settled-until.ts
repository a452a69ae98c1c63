import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'

/** The position up to which every item of a job has its outcome; later ones may have one, too. */
export async function settledUntil(db: Db, workspace: string, job: string): Promise<number> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ settled: number }>`
      select coalesce((min(nth) - 1) * list.chunk_size, list.items) as settled
        from job_list list
        left join lateral generate_series(
               1, ceil(list.items / list.chunk_size::numeric)::integer) as nth
          on not exists (
             select from job_chunk chunk
              where chunk.workspace_id = list.workspace_id and chunk.job_id = list.job_id
                and chunk.chunk = nth and chunk.outcomes is not null)
       where list.workspace_id = ${workspace} and list.job_id = ${job}
       group by list.chunk_size, list.items`.execute(trx),
  )
  return rows[0]?.settled ?? 0
}
