import type { Logger } from '../../logger.ts'
import type { QueueBackend } from '../../queue/backend.ts'
import { QUEUE_NAMES } from '../../queue/names.ts'
import { openDeliveryQueue } from '../../queue/open-delivery-queue.ts'
import { warning, type Check } from './check.ts'

/** Queues that somebody paused, on either backend. */
export async function checkPaused(backend: QueueBackend, logger: Logger): Promise<Check[]> {
  const paused = await Promise.all(QUEUE_NAMES.map((name) => isPaused(name, backend, logger)))
  return QUEUE_NAMES.filter((_, at) => paused[at]).map((name) =>
    warning('paused', `the queue ${name} is paused: no worker takes from it`, 'resume it'),
  )
}

async function isPaused(name: string, backend: QueueBackend, logger: Logger): Promise<boolean> {
  const queue = openDeliveryQueue(name, backend, logger)
  try {
    return await queue.isPaused()
  } finally {
    await queue.close()
  }
}
