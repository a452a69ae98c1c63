import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { appendToList } from '../bulk/append-to-list.ts'
import type { StoredErasure } from './find-erasure.ts'
import { storeOf } from '../redact/store-of.ts'
import { failedItemsOf } from './failed-items.ts'

/** Milliseconds; everything of one person is looked through by one statement. */
const LOOK_TIMEOUT = 600_000

interface AppendOptions {
  /** Found by a last look. */
  readonly late: boolean
  /** Say of each item at once what a run would do. */
  readonly planned: boolean
}

/**
 * Looks for what is left to erase, and appends it to the job: an item for each message, and chunks
 * that name the conversations they scrub.
 *
 * @returns the first new chunk; undefined when nothing is left
 */
export async function appendChunks(
  trx: Trx,
  workspace: string,
  erasure: StoredErasure,
  options: AppendOptions,
): Promise<number | undefined> {
  await sql`select set_config('statement_timeout', ${String(LOOK_TIMEOUT)}, true)`.execute(trx)
  const { job } = erasure
  const store = await storeOf(trx, workspace)
  return appendToList(trx, workspace, job, {
    ...options,
    targets: store.targetsOf(workspace, erasure),
    failedItems: failedItemsOf(workspace, job),
    conversations: store.conversationsOf(workspace, erasure.contacts),
    unscrubbed: (among) => store.unscrubbedOf(workspace, erasure, among),
  })
}
