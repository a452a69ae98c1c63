/** Things to be done after a while, as long as it is not closed. */
export interface Later {
  /** @param after milliseconds */
  do(after: number, work: () => void): void
  /** Forgets what has not been done. */
  close(): void
}

/** What is left undone by whoever dies or stops is brought back by its wakeup. */
export function createLater(): Later {
  const timers = new Set<NodeJS.Timeout>()
  return {
    do(after, work) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        work()
      }, after).unref()
      timers.add(timer)
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
