import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { chunkStartName, forgetStarts } from '../../src/jobs/job-starts.ts'
import { claimChunk, type ChunkId } from '../../src/bulk/claim-chunk.ts'
import { recordChunk } from '../../src/bulk/record-chunk.ts'
import type { Turn } from '../../src/bulk/turns.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

/**
 * Ends a chunk that no worker survives: its items fail, its job goes on.
 *
 * @returns what is to be delivered next
 */
export async function giveUpChunk(
  db: Db,
  workspace: string,
  id: ChunkId,
  report: WorkReport = UNWATCHED,
): Promise<readonly Turn[]> {
  const recorded = await inWorkspace(db, workspace, async (trx) => {
    const claimed = await claimChunk(trx, workspace, id)
    if (!claimed) return undefined
    await forgetStarts(trx, workspace, undefined, [chunkStartName(id.job, id.chunk)])
    const letters = claimed.items.map(({ letter }) => letter ?? 'e')
    const unscrubbed = claimed.conversations
    return recordChunk(trx, workspace, claimed, { letters, files: 0, unscrubbed })
  })
  if (recorded?.isOver) await report.listEnded(workspace, id.job)
  return recorded?.turns ?? []
}
