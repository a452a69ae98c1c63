import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'

/** Milliseconds for which an answer is remembered: counting a million rows takes a while. */
const REMEMBERED = 1_000

/** Whether no more jobs are accepted for a workspace now. */
export type PendingLimit = (workspace: string) => Promise<boolean>

/**
 * Makes a check whether too many jobs wait for a worker already. When all that may wait do, a
 * workspace is still let in that has less than its share of them: nobody's jobs keep out another's.
 *
 * @param most pending jobs, over all workspaces; 0: as many as come
 */
export function createPendingLimit(db: Db, most: number): PendingLimit {
  if (most === 0) return () => Promise.resolve(false)
  const isFull = remember(() => countAll(db, most))
  const hasItsShare = new Map<string, () => Promise<boolean>>()
  return async (workspace) => {
    if (!(await isFull())) {
      hasItsShare.clear()
      return false
    }
    const own = hasItsShare.get(workspace) ?? remember(() => countOwn(db, workspace, most))
    hasItsShare.set(workspace, own)
    return own()
  }
}

function remember(ask: () => Promise<boolean>): () => Promise<boolean> {
  let answer = false
  let until = 0
  return async () => {
    if (performance.now() < until) return answer
    until = performance.now() + REMEMBERED
    answer = await ask()
    return answer
  }
}

async function countAll(db: Db, most: number): Promise<boolean> {
  const { rows } = await sql<{ pending: string }>`
    select pending_jobs(${most}::integer) as pending`.execute(db)
  return Number(rows[0]?.pending ?? 0) >= most
}

/** The share is what each would have if all workspaces had as many. */
async function countOwn(db: Db, workspace: string, most: number): Promise<boolean> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ has: boolean }>`
      with share as (select ceil(${most}::numeric / greatest(1, count(*)))::integer as most
                       from workspaces())
      select (select count(*) from (
               select from wakeup where workspace_id = ${workspace} limit (select most from share)
             ) own) >= most as has from share`.execute(trx),
  )
  return rows[0]?.has ?? true
}
