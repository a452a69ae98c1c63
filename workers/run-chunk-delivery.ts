import type { Db } from '../src/database/connection.ts'
import { failureKind } from '../src/failure.ts'
import type { Logger } from '../src/logger.ts'
import type { ChunkDelivery } from '../src/queue/delivery.ts'
import type { DeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import type { Handled, Received } from '../src/queue/start-delivery-worker.ts'
import { takeStep } from '../src/erasure/take-step.ts'
import { STEP } from '../src/lists/step.ts'
import type { Pepper } from '../src/database/pepper.ts'
import { createChunkQuarantine } from './chunk-quarantine.ts'
import { runChunk } from './run-chunk.ts'

export interface ChunkDeps {
  readonly db: Db
  readonly logger: Logger
  readonly queue: DeliveryQueue
  /** Resolves when a chunk may start: single redactions go first. */
  readonly mayStart: () => Promise<void>
  readonly pepper?: Pepper | undefined
}

/**
 * Makes the handler of chunk deliveries. A finished chunk delivers the next one of its job behind
 * whatever waits meanwhile, so that one workspace's million does not stand before another's hundred.
 */
export function createChunkHandler({ db, logger, queue, mayStart, pepper }: ChunkDeps) {
  const quarantine = createChunkQuarantine(db, logger)

  async function run({ w, job, chunk, repeated }: Received<ChunkDelivery>) {
    if (chunk === STEP) return takeStep({ db, pepper }, w, job)
    const next = repeated
      ? await quarantine(w, { job, chunk })
      : await runChunk(db, w, { job, chunk }, logger)
    return next === undefined ? [] : [next]
  }

  async function deliverNext(workspace: string, job: string, chunks: readonly number[]) {
    if (chunks.length === 0) return
    try {
      await queue.deliverChunks({ workspace, job }, chunks)
    } catch (err) {
      logger.warn({ workspace, job, chunks, err }, 'the queue is away; the dispatcher will deliver')
    }
  }

  return async function handle(delivery: Received<ChunkDelivery>): Promise<Handled> {
    const { w: workspace, job, chunk } = delivery
    try {
      await mayStart()
      await deliverNext(workspace, job, await run(delivery))
      return 'done'
    } catch (err) {
      if (failureKind(err) === 'away') return 'away'
      // Its wakeup brings the chunk back; BullMQ must not store what was thrown.
      logger.error({ workspace, job, chunk, err }, 'a chunk had no effect')
      return 'done'
    }
  }
}
