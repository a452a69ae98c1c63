import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'

/** Milliseconds for which an answer is remembered: counting a million rows takes a while. */
const REMEMBERED = 1_000

/**
 * Makes a check whether too many jobs wait for a worker already.
 *
 * @param most pending jobs, over all workspaces; 0: as many as come
 */
export function createPendingLimit(db: Db, most: number): () => Promise<boolean> {
  if (most === 0) return () => Promise.resolve(false)

  let isFull = false
  let until = 0
  return async () => {
    if (performance.now() < until) return isFull
    until = performance.now() + REMEMBERED
    const { rows } = await sql<{ pending: string }>`
      select pending_jobs(${most}::integer) as pending`.execute(db)
    isFull = Number(rows[0]?.pending ?? 0) >= most
    return isFull
  }
}
