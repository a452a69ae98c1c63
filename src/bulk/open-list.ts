import { sql, type RawBuilder } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'

export interface ListOptions {
  /** Plan only; `startRun` runs it. */
  readonly dryRun: boolean
  /** Chunks of it that may be on their way at a time. */
  readonly lanes: number
  /** Items of a chunk; else as many as is usual for where the messages stand. */
  readonly chunkSize?: number
}

/**
 * Items that one transaction handles: enough that its fixed costs don't show, few enough that it
 * holds its rows for some 50 ms only (measured).
 */
const CHUNK_SIZE = 1_000

/** The same on a map: its rows are somebody else's, too, and each has copies. */
const MAPPED_CHUNK_SIZE = 500

/**
 * Opens a list to receive items. Nobody sees it, no worker runs it, until it is accepted.
 *
 * @returns the id that its job will have
 * @throws UnknownWorkspace
 */
export async function openList(db: Db, workspace: string, options: ListOptions): Promise<string> {
  const id = uuidv7()
  await inWorkspace(db, workspace, (trx) => insertList(trx, workspace, id, options))
  return id
}

/**
 * Stores a list without items.
 *
 * @param isAccepted whether its job is made by the same transaction, and it has none to receive
 * @throws UnknownWorkspace
 */
export async function insertList(
  trx: Trx,
  workspace: string,
  id: string,
  { dryRun, lanes, chunkSize }: ListOptions,
  isAccepted = false,
): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into job_list (workspace_id, job_id, dry_run, lanes, chunk_size, accepted_at)
    select id, ${id}, ${dryRun}, ${lanes}, coalesce(${chunkSize ?? null}::integer, ${usualSize()}),
           case when ${isAccepted} then now() end
      from workspace left join work_rate on workspace_id = id
     where id = ${workspace}`.execute(trx)
  if (Number(numAffectedRows) === 0) throw new UnknownWorkspace()
}

/** Where the rate is bounded a chunk is no more than is let through in a second. */
function usualSize(): RawBuilder<number> {
  return sql<number>`case when map is null then ${CHUNK_SIZE}::integer
    else least(${MAPPED_CHUNK_SIZE}::integer, most_a_second) end`
}
