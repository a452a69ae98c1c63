import type { Db } from '../src/database/connection.ts'
import { failureKind } from '../src/failure.ts'
import type { Logger } from '../src/logger.ts'
import type { ChunkDelivery } from '../src/queue/delivery.ts'
import type { DeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import type { Handled, Received } from '../src/queue/start-delivery-worker.ts'
import { createChunkQuarantine } from './chunk-quarantine.ts'
import { runChunk } from './run-chunk.ts'

export interface ChunkDeps {
  readonly db: Db
  readonly logger: Logger
  readonly queue: DeliveryQueue
  /** Resolves when a chunk may start: single redactions go first. */
  readonly mayStart: () => Promise<void>
}

/**
 * Makes the handler of chunk deliveries. A finished chunk delivers the next one of its job behind
 * whatever waits meanwhile, so that one workspace's million does not stand before another's hundred.
 */
export function createChunkHandler({ db, logger, queue, mayStart }: ChunkDeps) {
  const quarantine = createChunkQuarantine(db, logger)

  async function deliverNext(workspace: string, job: string, chunk: number): Promise<void> {
    try {
      await queue.deliverChunks({ workspace, job }, [chunk])
    } catch (err) {
      logger.warn({ workspace, job, chunk, err }, 'the queue is away; the dispatcher will deliver')
    }
  }

  return async function handle(delivery: Received<ChunkDelivery>): Promise<Handled> {
    const { w: workspace, job, chunk, repeated } = delivery
    try {
      await mayStart()
      const next = repeated
        ? await quarantine(workspace, { job, chunk })
        : await runChunk(db, workspace, { job, chunk }, logger)
      if (next !== undefined) await deliverNext(workspace, job, next)
      return 'done'
    } catch (err) {
      if (failureKind(err) === 'away') return 'away'
      // Its wakeup brings the chunk back; BullMQ must not store what was thrown.
      logger.error({ workspace, job, chunk, err }, 'a chunk had no effect')
      return 'done'
    }
  }
}
