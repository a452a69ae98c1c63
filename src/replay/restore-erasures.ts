import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { isIntact } from '../erasure/certificate.ts'
import { restoreErasure } from '../erasure/restore-erasure.ts'

/**
 * Puts back the certificates of erasures that a restored database has forgotten, and their jobs,
 * ended as the certificates tell. What is there stays as it is; a job that was accepted before the
 * backup has ended, too: its records were replayed.
 *
 * @param contents of certificates whose export was checked
 * @returns how many certificates were put back
 */
export async function restoreErasures(
  { db, workspace }: { readonly db: Db; readonly workspace: string },
  contents: AsyncIterable<unknown>,
): Promise<number> {
  let restored = 0
  for await (const content of contents) {
    if (!isIntact(content) || content.workspace !== workspace) continue
    if (await inWorkspace(db, workspace, (trx) => restoreErasure(trx, workspace, content))) {
      restored += 1
    }
  }
  return restored
}
