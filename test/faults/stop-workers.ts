import { expect } from 'vitest'
import type { WorkerProcess } from '../scene/worker-process.ts'

/**
 * Stops workers in good order, before rows are counted: deliveries that come for nothing may still
 * reach one that runs, and it notes a start of each before it sees that nothing is left to do.
 */
export async function stopWorkers(workers: readonly WorkerProcess[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.ready)) // or the signal is nobody's
  for (const worker of workers) worker.kill('SIGTERM')
  for (const worker of workers) {
    expect(await worker.exited).toEqual({ code: 0, signal: null })
  }
}
