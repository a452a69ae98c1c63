/** What was opened, closed in the reverse order. */
export interface Closing {
  /** Remembers how to close a resource, and hands it back. */
  opened<T>(resource: T, close: (resource: T) => unknown): T
  /**
   * Closes all, last opened first; a failing step does not keep the others from closing. Asked
   * again meanwhile, it is the same closing.
   */
  close(): Promise<void>
}

/** One list, used by every process and every test. */
export function createClosing(): Closing {
  const steps: Step[] = []
  let running: Promise<void> | undefined
  return {
    opened: (resource, close) => {
      steps.unshift(() => close(resource))
      return resource
    },
    close() {
      running ??= closeAll(steps).finally(() => {
        running = undefined
      })
      return running
    },
  }
}

type Step = () => unknown

async function closeAll(steps: Step[]): Promise<void> {
  const failures: unknown[] = []
  for (let step = steps.shift(); step; step = steps.shift()) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'closing was not clean')
}
