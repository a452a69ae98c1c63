import type { Db } from '../../src/database/connection.ts'
import { failureKind } from '../../src/failure.ts'
import type { Logger } from '../../src/logger.ts'
import type { ChunkDelivery } from '../../src/queue/delivery.ts'
import { deliverTurns } from '../../src/queue/deliver-turns.ts'
import type { DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import type { Handled, Received } from '../../src/queue/start-delivery-worker.ts'
import { takeStep } from '../../src/erasure/take-step.ts'
import { STEP } from '../../src/bulk/step.ts'
import { takeSlot } from '../../src/bulk/take-slot.ts'
import { takeTurns, type Turn } from '../../src/bulk/turns.ts'
import type { Pepper } from '../../src/database/pepper.ts'
import { inSpan } from '../../src/traces/in-span.ts'
import { createChunkQuarantine } from './chunk-quarantine.ts'
import type { Later } from './later.ts'
import { runChunk } from './run-chunk.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

export interface ChunkDeps {
  readonly db: Db
  readonly logger: Logger
  readonly queue: DeliveryQueue
  /** Chunks of a workspace that may be on their way at once. */
  readonly lanes: number
  /** Resolves when a chunk may start: single redactions go first. */
  readonly mayStart: () => Promise<void>
  readonly later: Later
  readonly pepper?: Pepper | undefined
  readonly report?: WorkReport
}

/**
 * Makes the handler of chunk deliveries. A finished chunk has the next one of its workspace delivered
 * behind whatever waits meanwhile, so that one workspace's million, or its thousands of small jobs, do
 * not stand before another's hundred.
 */
export function createChunkHandler(deps: ChunkDeps) {
  const { db, logger, lanes, mayStart, later, pepper, report = UNWATCHED } = deps
  const quarantine = createChunkQuarantine(db, logger, report)
  const onEnd = (workspace: string, job: string) => report.listEnded(workspace, job)

  async function run({ w, job, chunk, repeated }: Received<ChunkDelivery>) {
    if (chunk === STEP) {
      const attributes = { 'unsaid.workspace': w, 'unsaid.job': job }
      const chunks = await inSpan({ name: 'erasure step', attributes }, () =>
        takeStep({ db, pepper, onEnd }, w, job),
      )
      return chunks.map((next) => ({ job, chunk: next }))
    }
    const wait = await takeSlot(db, w, { job, chunk })
    if (wait > 0) {
      // No lane is held meanwhile: it may be somebody else's turn.
      later.do(wait, () => void deliver(deps, w, [{ job, chunk }], repeated))
      return []
    }
    if (repeated) return quarantine(w, { job, chunk })
    return runChunk(db, w, { job, chunk, report }, logger)
  }

  /** One that hands its turn to nobody leaves a lane empty, unless somebody came meanwhile. */
  async function deliverNext(workspace: string, own: readonly Turn[]) {
    await deliver(deps, workspace, own.length > 0 ? own : await takeTurns(db, workspace, lanes))
  }

  return async function handle(delivery: Received<ChunkDelivery>): Promise<Handled> {
    const { w: workspace, job, chunk } = delivery
    try {
      await mayStart()
      await deliverNext(workspace, await run(delivery))
      return 'done'
    } catch (err) {
      if (failureKind(err) === 'away') return 'away'
      // Its wakeup brings the chunk back; BullMQ must not store what was thrown.
      logger.error({ workspace, job, chunk, err }, 'a chunk had no effect')
      return 'done'
    }
  }
}

/** @param again whether they were delivered before */
async function deliver(
  { queue, logger }: ChunkDeps,
  workspace: string,
  turns: readonly Turn[],
  again = false,
): Promise<void> {
  try {
    await deliverTurns(queue, workspace, turns, again)
  } catch (err) {
    logger.warn({ workspace, turns, err }, 'the queue is away; the dispatcher will deliver')
  }
}
