import { failureKind } from '../../src/failure.ts'
import type { Logger } from '../../src/logger.ts'
import type { Handled, ReceivedDelivery } from '../../src/queue/start-delivery-worker.ts'
import type { Singles } from './singles.ts'

/**
 * Makes the handler of deliveries. While Postgres is away a delivery is handed back untouched.
 */
export function createDeliveryHandler(singles: Singles, logger: Logger) {
  return async function handle({ w, jobs, repeated }: ReceivedDelivery): Promise<Handled> {
    const ids = [...new Set(jobs)]
    try {
      await singles.runJobs(w, ids, repeated)
      return 'done'
    } catch (err) {
      if (failureKind(err) === 'away') return 'away'
      // Its wakeups bring the jobs back; BullMQ must not store what was thrown.
      logger.error({ workspace: w, jobs: ids.length, err }, 'a delivery had no effect')
      return 'done'
    }
  }
}
