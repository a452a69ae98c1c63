import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'
import type { OutcomeKind } from '../database/tables.ts'
import type { ErasureStatus, ItemCounts, ListStatus } from './list-status.ts'

/** What the store knows of a list beside its job. */
export interface StoredList extends ListStatus {
  readonly job: string
  readonly dryRun: boolean
  readonly plannedAt: Date | null
  readonly runAt: Date | null
}

type Counted = Readonly<Record<Exclude<OutcomeKind, 'canceled'>, number>>

interface Row {
  readonly job_id: string
  readonly dry_run: boolean
  readonly canceled: boolean
  readonly items: number
  readonly planned_at: Date | null
  readonly run_at: Date | null
  readonly outcomes: Counted
  readonly plan: Counted
  readonly files: number
  readonly scope: ErasureStatus['scope'] | null
  readonly contact_ids: readonly string[] | null
  readonly due_at: Date | null
  readonly days_left: number | null
  readonly looks: number | null
  readonly look: ErasureStatus['look']
  readonly other_contacts: readonly string[] | null
  readonly keys_incomplete: boolean | null
}

/**
 * Reads lists with their progress: the sum over their chunks, which are written with their effect,
 * so it is exact after any crash.
 */
export async function findLists(
  db: Db,
  workspace: string,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, StoredList>> {
  if (jobs.length === 0) return new Map()
  const { rows } = await inOneTrip(db, workspace, (trx) =>
    sql<Row>`
      select list.job_id, list.dry_run, list.items, list.planned_at, list.run_at,
             job.state = 'canceled' as canceled, sums.outcomes, sums.plan, sums.files,
             erasure.scope, erasure.contact_ids, erasure.due_at, erasure.looks, erasure.look,
             erasure.other_contacts, erasure.keys_incomplete,
             ceil(extract(epoch from erasure.due_at - coalesce(job.finished_at, now())) / 86400)
               ::integer as days_left
        from job_list list
        join job on job.workspace_id = list.workspace_id and job.id = list.job_id
        left join erasure
          on erasure.workspace_id = list.workspace_id and erasure.job_id = list.job_id
       cross join lateral (
         select jsonb_build_object(${sumsOf('')}) as outcomes,
                jsonb_build_object(${sumsOf('plan_')}) as plan,
                coalesce(sum(chunk.files), 0)::integer as files
           from job_chunk chunk
          where chunk.workspace_id = list.workspace_id and chunk.job_id = list.job_id) sums
       where list.workspace_id = ${workspace} and list.job_id = any(${jobs}::text[])`.execute(trx),
  )
  return new Map(rows.map((row) => [row.job_id, listOf(row)]))
}

const COUNTED = ['redacted', 'already_redacted', 'not_redactable', 'not_found', 'failed'] as const

function sumsOf(prefix: '' | 'plan_') {
  return sql.join(
    COUNTED.map(
      (name) =>
        sql`${sql.lit(name)}, coalesce(sum(${sql.ref(`chunk.${prefix}${name}`)}), 0)::integer`,
    ),
  )
}

function listOf(row: Row): StoredList {
  return {
    job: row.job_id,
    dryRun: row.dry_run,
    progress: countsOf(row.items, row.outcomes, row.canceled),
    plan: row.dry_run ? countsOf(row.items, row.plan, false) : undefined,
    plannedAt: row.planned_at,
    runAt: row.run_at,
    filesDetached: row.files,
    erasure: erasureOf(row),
  }
}

function erasureOf(row: Row): ErasureStatus | undefined {
  const { scope, contact_ids: contactIds, due_at: dueAt, days_left: daysLeft, looks, look } = row
  if (scope === null || contactIds === null || dueAt === null) return undefined
  return {
    scope,
    contactIds,
    dueAt,
    daysLeft: daysLeft ?? 0,
    looks: looks ?? 0,
    look,
    others: row.other_contacts ?? [],
    keysIncomplete: row.keys_incomplete ?? false,
  }
}

/** Whatever a canceled job had not done was canceled with it. */
function countsOf(total: number, counted: Counted, isCanceled: boolean): ItemCounts {
  const done = COUNTED.reduce((sum, name) => sum + counted[name], 0)
  const canceled = isCanceled ? total - done : 0
  return { total, processed: done + canceled, ...counted, canceled }
}
