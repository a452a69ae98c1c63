import { pollUntil } from '../test/scene/poll-until.ts'
import type { PlainQueue } from './plain-queue.ts'
import type { Scene } from './scene.ts'

/** Milliseconds. A side that is not done by then has lost something, or stands still. */
const WITHIN = 600_000

/** Milliseconds. Looks every 5 ms took 3 % of two busy cores; half of 20 is 1 % of the shortest run. */
const EVERY = 20

/** Resolves when no job of the queue waits or runs. */
export async function whenDrained(queue: PlainQueue): Promise<void> {
  const unfinished = async () => {
    const counts = await queue.getJobCounts('wait', 'active')
    return (counts['wait'] ?? 0) + (counts['active'] ?? 0)
  }
  await pollUntil(unfinished, (count) => count === 0, { within: WITHIN, every: EVERY })
}

/** Resolves when every accepted job has its outcome: its wakeup goes in the same commit. */
export async function whenNothingPends(scene: Scene): Promise<void> {
  await whenEmpty(scene, 'unsaid.wakeup')
}

/** Resolves when graphile-worker has completed its jobs: it deletes them. */
export async function whenGraphileDrained(scene: Scene): Promise<void> {
  await whenEmpty(scene, 'graphile_worker._private_jobs')
}

async function whenEmpty({ admin }: Scene, table: string): Promise<void> {
  const anything = async () => {
    const { rows } = await admin.query<{ left: boolean }>(
      `select exists (select from ${table}) as left`,
    )
    return rows[0]?.left
  }
  await pollUntil(anything, (left) => left === false, { within: WITHIN, every: EVERY })
}
