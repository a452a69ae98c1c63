import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'

/** The position up to which every item of a job has its outcome; later ones may have one, too. */
export async function settledUntil(db: Db, workspace: string, job: string): Promise<number> {
  const { rows } = await inOneTrip(db, workspace, (trx) =>
    sql<{ settled: number }>`
      select coalesce((
               select min(first) - 1 from job_chunk
                where workspace_id = ${workspace} and job_id = ${job} and outcomes is null),
             list.items) as settled
        from job_list list
       where list.workspace_id = ${workspace} and list.job_id = ${job}`.execute(trx),
  )
  return rows[0]?.settled ?? 0
}
