/** Jobs that a worker takes before it knows how large deliveries are. */
export const AT_FIRST = 2

/** How fast a worker forgets how large a delivery was. */
const FORGETTING = 0.9

/**
 * Makes what bounds how much a worker takes from its queue. A delivery names up to a thousand jobs
 * and a raw job is one, so it is their number that counts. BullMQ looks at `concurrency` whenever a
 * job ends, and takes so many at a stretch before it hands over the first.
 *
 * @param most jobs of BullMQ at once
 * @param room how many more of ours may be taken
 */
export function createIntake(most: number, room: () => number = () => Infinity) {
  let [running, size] = [0, 1]

  function adjust(worker: { concurrency: number }): void {
    const more = Math.floor(room() / size)
    worker.concurrency = Math.max(1, Math.min(most, running + more))
  }

  return async function take<T>(
    worker: { concurrency: number },
    data: unknown,
    handle: () => Promise<T>,
  ): Promise<T> {
    running += 1
    size = Math.max(sizeOf(data), size * FORGETTING)
    try {
      const handled = handle()
      adjust(worker)
      return await handled
    } finally {
      running -= 1
      adjust(worker)
    }
  }
}

function sizeOf(data: unknown): number {
  const jobs = typeof data === 'object' && data && 'jobs' in data ? data.jobs : undefined
  return Array.isArray(jobs) ? Math.max(1, jobs.length) : 1
}
