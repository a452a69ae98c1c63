import type { Closing } from '../../src/closing.ts'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { parseChunkDelivery } from '../../src/queue/delivery.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { startDeliveryWorker, type DeliveryWorker } from '../../src/queue/start-delivery-worker.ts'
import { inChunkSpan } from '../../src/queue/trace-jobs.ts'
import { createLater } from './later.ts'
import { createChunkHandler, type ChunkDeps } from './run-chunk-delivery.ts'

export interface ChunkWorkerSettings extends Omit<ChunkDeps, 'later'> {
  readonly backend: QueueBackend
  readonly onDelivery: (result: string) => void
  readonly onRepeated: () => void
  /** Milliseconds that closing waits for what runs. */
  readonly deadline: number
}

/** Starts the worker for chunks of bulk and erasure jobs. */
export function startChunkWorker(closing: Closing, settings: ChunkWorkerSettings): DeliveryWorker {
  const { backend, logger, lanes, onDelivery, onRepeated, deadline } = settings
  const later = createLater()
  const worker = startDeliveryWorker({
    name: QUEUES.erasures,
    parse: parseChunkDelivery,
    concurrency: lanes,
    backend,
    logger,
    onDelivery,
    onRepeated,
    inSpan: inChunkSpan,
    handle: createChunkHandler({ ...settings, later }),
  })
  return closing.opened(worker, async (one) => {
    await one.close(deadline)
    later.close()
  })
}
