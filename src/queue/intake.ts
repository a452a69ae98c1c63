/** Jobs that a worker takes before it knows how large deliveries are. */
export const AT_FIRST = 2

/** How fast a worker forgets how large a delivery was. */
const FORGETTING = 0.9

/** What was taken from the queue, as far as its size goes. */
export interface Sized {
  readonly data: unknown
  /** Those wait for lanes of their own, so that others need no room beside them. */
  readonly repeated: boolean
}

/**
 * Makes what bounds how much a worker takes from its queue. A delivery names up to a thousand jobs
 * and a raw job is one, so it is their number that counts. BullMQ looks at `concurrency` whenever a
 * job ends, and takes so many at a stretch before it hands over the first.
 *
 * @param most jobs of BullMQ at once
 * @param mostNamed jobs of ours at once, those of repeated deliveries not counted
 * @returns to be called when a job was taken, before it runs; what that gives, when it is done
 */
export function createIntake(most: number, mostNamed = Infinity) {
  let [running, named, size] = [0, 0, 1]

  function adjust(worker: { concurrency: number }): void {
    const more = Math.floor((mostNamed - named) / size)
    worker.concurrency = Math.max(1, Math.min(most, running + more))
  }

  return function take(worker: { concurrency: number }, { data, repeated }: Sized): () => void {
    const names = sizeOf(data)
    const held = repeated ? 0 : names
    size = Math.max(names, size * FORGETTING)
    running += 1
    named += held
    adjust(worker)
    return () => {
      running -= 1
      named -= held
      adjust(worker)
    }
  }
}

function sizeOf(data: unknown): number {
  const jobs = typeof data === 'object' && data && 'jobs' in data ? data.jobs : undefined
  return Array.isArray(jobs) ? Math.max(1, jobs.length) : 1
}
