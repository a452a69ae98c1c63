import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/**
 * What was kept of a contact by erasures, as paths: fixed when each was accepted, so what is
 * imported later is left as it was then. An erasure whose job is purged says it in its certificate.
 *
 * @returns by job; one that nothing is known of kept nothing
 */
export async function findKeeps(
  trx: Trx,
  workspace: string,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ job: string; keeps: readonly string[] }>`
    select job_id as job, keeps from erasure
     where workspace_id = ${workspace} and job_id = any(${jobs}::text[])
     union all
    select job_id, array(select jsonb_array_elements_text(
             case when jsonb_typeof(content -> 'keeps') = 'array' then content -> 'keeps' else '[]' end))
      from certificate where workspace_id = ${workspace} and job_id = any(${jobs}::text[])`.execute(
    trx,
  )
  return new Map(rows.map(({ job, keeps }) => [job, keeps]))
}

/** What all of the erasures kept. */
export function keptByAll(
  kept: ReadonlyMap<string, readonly string[]>,
  jobs: readonly string[],
): readonly string[] {
  const [first = [], ...others] = jobs.map((job) => kept.get(job) ?? [])
  return first.filter((path) => others.every((paths) => paths.includes(path)))
}
