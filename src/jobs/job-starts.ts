import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'

/**
 * Commits a note that these jobs are being started, before they are: if the process dies, the
 * note stays. Only repeated deliveries are noted; a first one costs nothing.
 *
 * @param solo the one job runs alone
 * @returns the note's id, for `forgetStarts`
 */
export async function noteStart(
  db: Db,
  workspace: string,
  jobs: readonly string[],
  solo: boolean,
): Promise<string> {
  const id = randomUUID()
  await inWorkspace(db, workspace, (trx) =>
    trx
      .insertInto('job_start')
      .values({ workspace_id: workspace, id, job_ids: [...jobs], solo })
      .execute(),
  )
  return id
}

/**
 * Reads which of these jobs are named in a note, alone or in a group.
 *
 * @returns how often each of them was started alone
 */
export async function notedStarts(
  db: Db,
  workspace: string,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ job: string; solo: number }>`
      select named.job, count(*) filter (where solo)::int as solo
        from job_start cross join unnest(job_ids) as named(job)
       where workspace_id = ${workspace} and named.job = any(${jobs}::text[])
       group by named.job`.execute(trx),
  )
  return new Map(rows.map((row) => [row.job, row.solo]))
}

/** Deletes a note, and the solo notes of jobs that end in this transaction. */
export async function forgetStarts(
  trx: Trx,
  workspace: string,
  note: string | undefined,
  ended: readonly string[],
): Promise<void> {
  await sql`
    delete from job_start
     where workspace_id = ${workspace}
       and (id = ${note ?? null} or (solo and job_ids[1] = any(${ended}::text[])))`.execute(trx)
}

/** The name under which a chunk stands in a note; no job's id holds a slash. */
export function chunkStartName(job: string, chunk: number): string {
  return `${job}/${String(chunk)}`
}

/** Deletes notes that name nothing that still needs a worker. */
export async function forgetSettledStarts(db: Db, workspace: string): Promise<void> {
  await inWorkspace(db, workspace, (trx) =>
    sql`
      delete from job_start s
       where s.workspace_id = ${workspace} and not exists (
         select from wakeup
          where wakeup.workspace_id = s.workspace_id
            and wakeup.job_id = any(select split_part(name, '/', 1) from unnest(s.job_ids) as name)
            and (case chunk when 0 then job_id else job_id || '/' || chunk end) = any(s.job_ids))`.execute(
      trx,
    ),
  )
}

/** The same in every workspace, for notes whose jobs no delivery will name again. */
export async function forgetAllSettledStarts(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`select workspaces as id from workspaces()`.execute(db)
  for (const { id } of rows) await forgetSettledStarts(db, id)
}
