import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { LOCK_CLASSES } from '../database/lock-classes.ts'

/** How often the wait begins anew: each try ends with the connection's lock timeout of 2 s. */
const MOST_TRIES = 60

/**
 * Held, with other imports, until the transaction ends. What is suppressed is read after it and in
 * another statement, since the lock is waited for with a snapshot that is older.
 */
export async function holdImportLock(trx: Trx, workspace: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${keyOf(workspace)})`.execute(trx)
}

/**
 * Waits until every import transaction of the workspace that was under way has ended: those that
 * begin later see each suppression that is committed now. Call it outside of any transaction, after
 * that commit and before the last look; without it one text survived (measured).
 *
 * It gives way every 2 s, so that an import that takes long doesn't fail the others.
 *
 * @throws 55P03 when an import is still in the way after two minutes
 */
export async function waitForImports(db: Db, workspace: string, tries = MOST_TRIES): Promise<void> {
  try {
    await inWorkspace(db, workspace, (trx) =>
      sql`select pg_advisory_xact_lock(${keyOf(workspace)})`.execute(trx),
    )
  } catch (error) {
    const timedOut = error instanceof Error && 'code' in error && error.code === '55P03'
    if (!timedOut || tries <= 1) throw error
    await waitForImports(db, workspace, tries - 1)
  }
}

function keyOf(workspace: string) {
  return sql`${sql.lit(LOCK_CLASSES.imports)}, hashtext(${workspace})`
}
