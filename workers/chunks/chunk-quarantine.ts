import type { Db } from '../../src/database/connection.ts'
import { chunkStartName, forgetSettledStarts, notedStarts } from '../../src/jobs/job-starts.ts'
import { runExclusively } from '../../src/jobs/run-exclusively.ts'
import type { ChunkId } from '../../src/bulk/claim-chunk.ts'
import type { Turn } from '../../src/bulk/turns.ts'
import type { Logger } from '../../src/logger.ts'
import { giveUpChunk } from './give-up-chunk.ts'
import { createNotedRuns } from '../noted-runs.ts'
import { runChunk } from './run-chunk.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

/** A chunk is given up after so many starts, alone, from which no worker came back. */
const MOST_SOLO_STARTS = 5

/**
 * Runs repeated deliveries of chunks: somebody may have died over one. Before it runs a note is
 * committed, which its effect deletes; a chunk that a note names runs while no other suspect does.
 *
 * @returns what is to be delivered next; throws when Postgres is away
 */
export function createChunkQuarantine(db: Db, logger: Logger, report: WorkReport = UNWATCHED) {
  const noted = createNotedRuns(db)
  let last: Promise<unknown> = Promise.resolve()

  function runNoted(workspace: string, id: ChunkId, solo: boolean) {
    const start = { workspace, jobs: [chunkStartName(id.job, id.chunk)], solo }
    return noted(start, (note) => runChunk(db, workspace, { ...id, note, report }, logger))
  }

  async function runAlone(workspace: string, id: ChunkId): Promise<readonly Turn[]> {
    const name = chunkStartName(id.job, id.chunk)
    let next: readonly Turn[] = []
    await runExclusively(db, workspace, name, async () => {
      const starts = (await notedStarts(db, workspace, [name])).get(name) ?? 0
      if (starts < MOST_SOLO_STARTS) {
        next = await runNoted(workspace, id, true)
        return
      }
      logger.error(
        { workspace, ...id, starts },
        'a chunk is given up: no worker that ran it finished',
      )
      next = await giveUpChunk(db, workspace, id, report)
    })
    await forgetSettledStarts(db, workspace)
    return next
  }

  return async function run(workspace: string, id: ChunkId): Promise<readonly Turn[]> {
    const name = chunkStartName(id.job, id.chunk)
    const known = await notedStarts(db, workspace, [name])
    if (!known.has(name)) return runNoted(workspace, id, false)

    const mine = last.then(() => runAlone(workspace, id))
    last = mine.catch(() => undefined)
    return mine
  }
}
