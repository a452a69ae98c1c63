import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { CopyCount, CopyCounts } from './copy-count.ts'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'

export const NO_COPIES: CopyCounts = {}

const MEMBERS = ['found', 'changed', 'deleted', 'reported', 'words_too_short'] as const

/** Counts of several pieces of work, added up. */
export function joinedCounts(all: readonly CopyCounts[]): CopyCounts {
  const sums: Record<string, CopyCount> = {}
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) {
    const before = sums[name]
    sums[name] = before ? added(before, count) : count
  }
  return sums
}

function added(one: CopyCount, other: CopyCount): CopyCount {
  const sums = MEMBERS.map((member) => [member, one[member] + other[member]] as const)
  return Object.fromEntries(sums) as unknown as CopyCount
}

/** Notes the counts of a transaction for its job: a row for each, so that no lane waits for another. */
export async function storeCopyCounts(
  trx: Trx,
  workspace: string,
  job: string,
  counts: CopyCounts,
): Promise<void> {
  if (Object.keys(counts).length === 0) return
  await sql`
    insert into copy_count (workspace_id, job_id, id, counts)
    values (${workspace}, ${job}, ${uuidv7()}, ${JSON.stringify(counts)})`.execute(trx)
}

/** What became of the copies of jobs so far, by job. */
export async function findCopyCounts(
  trx: Trx,
  workspace: string,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, CopyCounts>> {
  const { rows } = await sql<{ job: string; counts: CopyCounts }>`
    select job_id as job, jsonb_object_agg(name, counts order by name) as counts
      from (select job_id, name, jsonb_build_object(${memberSums()}) as counts
              from copy_count cross join jsonb_each(counts) as told(name, one)
             where workspace_id = ${workspace} and job_id = any(${jobs}::text[])
             group by job_id, name) summed
     group by job_id`.execute(trx)
  return new Map(rows.map(({ job, counts }) => [job, counts]))
}

/** The same of one job. @returns undefined where no copy was met */
export async function readCopyCounts(
  db: Db,
  workspace: string,
  job: string,
): Promise<CopyCounts | undefined> {
  return inWorkspace(db, workspace, async (trx) =>
    (await findCopyCounts(trx, workspace, [job])).get(job),
  )
}

function memberSums() {
  return sql.join(
    MEMBERS.flatMap((member) => [
      sql`${member}::text`,
      sql`sum((one ->> ${member}::text)::integer)::integer`,
    ]),
  )
}
