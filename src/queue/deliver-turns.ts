import type { ChunkOrStep } from '../database/wakeup-table.ts'
import type { DeliveryQueue } from './open-delivery-queue.ts'

/** A chunk, or the next step, of a job of some workspace. */
interface Turn {
  readonly job: string
  readonly chunk: ChunkOrStep
}

/**
 * Delivers whatever has its turn now, of whichever job. Rejects like `deliverChunks`.
 *
 * @param again whether they were delivered before
 */
export async function deliverTurns(
  queue: Pick<DeliveryQueue, 'deliverChunks'>,
  workspace: string,
  turns: readonly Turn[],
  again = false,
): Promise<void> {
  for (const { job, chunk } of turns) await queue.deliverChunks({ workspace, job }, [chunk], again)
}
