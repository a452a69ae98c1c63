import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'

export interface ListOptions {
  /** Plan only; `startRun` runs it. */
  readonly dryRun: boolean
  /** Chunks of it that may be on their way at a time. */
  readonly lanes: number
  /** Items of a chunk. */
  readonly chunkSize?: number
}

/**
 * Items that one transaction handles: enough that its fixed costs don't show, few enough that it
 * holds its rows for some 50 ms only (measured).
 */
export const CHUNK_SIZE = 1_000

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
  { dryRun, lanes, chunkSize = CHUNK_SIZE }: ListOptions,
  isAccepted = false,
): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into job_list (workspace_id, job_id, dry_run, lanes, chunk_size, accepted_at)
    select ${workspace}, ${id}, ${dryRun}, ${lanes}, ${chunkSize},
           case when ${isAccepted} then now() end
     where exists (select from workspace where id = ${workspace})`.execute(trx)
  if (Number(numAffectedRows) === 0) throw new UnknownWorkspace()
}
