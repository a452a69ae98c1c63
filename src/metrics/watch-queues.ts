import { Gauge } from 'prom-client'
import type { Metrics } from './create-metrics.ts'

/** How many jobs of a queue are in each state. */
export type QueueCounts = Readonly<Record<string, number>>

/** Milliseconds for which an answer stands. */
const STANDS = 1_000

/** Milliseconds that whoever asks for metrics waits for a queue that may be away. */
const PATIENCE = 500

/**
 * Has the depth of queues told whenever metrics are asked for. A queue that is away, or slow, is left
 * out: it keeps nobody waiting, and is not asked again before it has answered.
 *
 * @param queues by name
 */
export function watchQueues(
  { registry }: Metrics,
  queues: Readonly<Record<string, () => Promise<QueueCounts>>>,
): void {
  const asks = Object.entries(queues).map(([queue, ask]) => [queue, patiently(ask)] as const)
  const gauge: Gauge<'queue' | 'state'> = new Gauge({
    name: 'unsaid_queue_jobs',
    help: 'Jobs of BullMQ in each queue, by state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      const answers = await Promise.all(
        asks.map(async ([queue, ask]) => [queue, await ask()] as const),
      )
      gauge.reset()
      for (const [queue, counts] of answers) {
        for (const [state, count] of Object.entries(counts ?? {}))
          gauge.set({ queue, state }, count)
      }
    },
  })
}

function patiently(ask: () => Promise<QueueCounts>): () => Promise<QueueCounts | undefined> {
  const state = {
    until: 0,
    asked: Promise.resolve<QueueCounts | undefined>(undefined),
    open: false,
  }
  return () => {
    if (!state.open && performance.now() > state.until) {
      state.open = true
      state.until = performance.now() + STANDS
      state.asked = ask()
        .catch(() => undefined)
        .finally(() => (state.open = false))
    }
    return orNothing(state.asked)
  }
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  let late: NodeJS.Timeout | undefined
  const nothing = new Promise<undefined>((resolve) => {
    late = setTimeout(resolve, PATIENCE, undefined)
  })
  try {
    return await Promise.race([asked, nothing])
  } finally {
    clearTimeout(late)
  }
}
