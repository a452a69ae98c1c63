/** A process that takes jobs in a thread which dies at once: BullMQ refuses its settings. */
import { takeInThread } from '../../src/queue/take-in-thread.ts'

const backend = { kind: 'redis', url: 'redis://127.0.0.1:1' } as const
takeInThread(
  { name: 'taken', backend, concurrency: 0 },
  { end: async () => ({ kind: 'away' }), onError: () => undefined },
)
