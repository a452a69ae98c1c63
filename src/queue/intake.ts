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
 * @returns to be called when a job was taken, before it runs; what that gives, when it is done
 */
export function createIntake(most: number, room: () => number = () => Infinity) {
  let [running, size] = [0, 1]

  function adjust(worker: { concurrency: number }): void {
    const more = Math.floor(room() / size)
    worker.concurrency = Math.max(1, Math.min(most, running + more))
  }

  return function take(worker: { concurrency: number }, data: unknown): () => void {
    size = Math.max(sizeOf(data), size * FORGETTING)
    adjust(worker)
    running += 1
    return () => {
      running -= 1
      adjust(worker)
    }
  }
}

function sizeOf(data: unknown): number {
  const jobs = typeof data === 'object' && data && 'jobs' in data ? data.jobs : undefined
  return Array.isArray(jobs) ? Math.max(1, jobs.length) : 1
}
