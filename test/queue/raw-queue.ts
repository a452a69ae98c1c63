import { createPostgresBackend, Queue, withBackend, type Job } from 'bullmq'
import { onTestFinished } from 'vitest'
import type { QueueBackend } from '../../src/queue/backend.ts'

/** What the tests ask BullMQ itself. */
export interface LookedAt {
  getJobCounts(...states: ('wait' | 'active' | 'completed' | 'failed')[]): Promise<Counts>
  getWaiting(start?: number, end?: number): Promise<Job[]>
  getCompleted(start?: number, end?: number): Promise<Job[]>
  getFailed(start?: number, end?: number): Promise<Job[]>
}

type Counts = Record<string, number>

/** The queue as its owner sees it, by BullMQ alone. */
export function lookAtQueue(backend: QueueBackend): LookedAt {
  const queue =
    backend.kind === 'redis'
      ? new Queue('redactions', {
          connection: { url: backend.url },
          prefix: backend.prefix ?? '{unsaid}',
        })
      : new (withBackend(createPostgresBackend).Queue)('redactions', {
          connection: { connectionString: backend.url, schema: 'unsaid_queue' },
        })
  queue.on('error', () => {}) // its server may be away
  onTestFinished(() => queue.close())
  return queue
}

/** How many jobs wait, run, ended well and failed. */
export async function countsOf(queue: LookedAt): Promise<Counts> {
  const counts = await queue.getJobCounts('wait', 'active', 'completed', 'failed')
  return { wait: 0, ...counts }
}
