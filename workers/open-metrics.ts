import type { Closing } from '../src/closing.ts'
import { poolOf } from '../src/database/connection.ts'
import { readBacklog } from '../src/jobs/read-backlog.ts'
import type { Logger } from '../src/logger.ts'
import { createMetrics, type Metrics } from '../src/metrics/create-metrics.ts'
import { watchBacklog } from '../src/metrics/watch-backlog.ts'
import { watchConnections } from '../src/metrics/watch-connections.ts'
import { watchQueues } from '../src/metrics/watch-queues.ts'
import { QUEUE_NAMES } from '../src/queue/names.ts'
import { openDeliveryQueue } from '../src/queue/open-delivery-queue.ts'
import type { App } from '../src/setup/open-app.ts'

interface MetricsDeps {
  readonly app: Pick<App, 'db' | 'backend'>
  readonly closing: Closing
  readonly logger: Logger
}

/** What a process counts, and what it looks up when it is asked: backlog, connections, queues. */
export function openMetrics({ app, closing, logger }: MetricsDeps): Metrics {
  const metrics = createMetrics()
  const pool = poolOf(app.db)
  // Before whatever asks the database itself: else who waits for a connection is the asking.
  if (pool) watchConnections(metrics, pool)
  watchBacklog(metrics, () => readBacklog(app.db))
  const queues = QUEUE_NAMES.map((name) => {
    const queue = closing.opened(openDeliveryQueue(name, app.backend, logger), (one) => one.close())
    return [name, () => queue.counts()] as const
  })
  watchQueues(metrics, Object.fromEntries(queues))
  return metrics
}
