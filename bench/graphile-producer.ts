import { makeWorkerUtils } from 'graphile-worker'
import type { PartTarget } from './choose-targets.ts'
import { patientPool } from './patient-pool.ts'

/** graphile-worker's producer at its best. */
export interface GraphileProducer {
  add(target: PartTarget): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly target: PartTarget
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Statements on their way at once. */
const AT_ONCE = 4

/**
 * Jobs that are added at the same time go in one statement: some 2,100 jobs a second against 600
 * one by one, in one round each on a busy machine. Probably its NOTIFY at each add is the reason.
 */
export async function openGraphileProducer(ownerUrl: string): Promise<GraphileProducer> {
  const pgPool = patientPool({ connectionString: ownerUrl, max: AT_ONCE })
  const graphile = await makeWorkerUtils({ pgPool })
  await graphile.migrate()
  let waiting: Waiting[] = []
  let running = 0

  async function send(): Promise<void> {
    running++
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const jobs = batch.map(({ target }) => ({ identifier: 'redact', payload: target }))
      await graphile.addJobs(jobs).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      )
    }
    running--
  }

  return {
    add: (target) =>
      new Promise((resolve, reject) => {
        waiting.push({ target, resolve, reject })
        // Those asked for in the same turn of the event loop go along.
        if (running < AT_ONCE && waiting.length === 1) setImmediate(() => void send())
      }),
    async close() {
      await graphile.release()
      await pgPool.end()
    },
  }
}
