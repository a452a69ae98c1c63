/** How much may run at once. Whoever shares the lanes shares the budget. */
export interface Lanes {
  /** How many there are. */
  readonly count: number
  /** Runs work in a lane, when one is free; first come, first served. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** @param count pieces of work that may run at the same time, 1 or more */
export function createLanes(count: number): Lanes {
  const waiting: (() => void)[] = []
  let free = count

  async function enter(): Promise<void> {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }

  /** A lane goes straight to who waits longest: nobody can slip in between. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  return {
    count,
    async run(work) {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
