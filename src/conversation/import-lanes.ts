/** What a lane is taken for. */
export interface Load {
  /** Nothing else in flight may have one of these. */
  readonly ids: ReadonlySet<string>
  readonly bytes: number
}

export interface ImportLanes {
  /** Waits until a lane is free for this load. */
  ready(load: Load): Promise<void>
  /** Starts work in a lane; `ready` was awaited for its load. */
  start(load: Load, work: Promise<unknown>): void
  /** Waits until every lane is free. Rejects, like `ready`, with what a lane failed with first. */
  drain(): Promise<void>
}

/**
 * Lanes for work that runs at once, as far as memory and order allow it: at most `lanes` loads and
 * `bytes` bytes at a time (one load alone may be larger), and no two loads that share an id.
 */
export function importLanes(most: { readonly lanes: number; readonly bytes: number }): ImportLanes {
  const flights = new Map<Load, Promise<unknown>>()
  const failures: unknown[] = []

  const fits = (load: Load): boolean => {
    const others = [...flights.keys()]
    const bytes = others.reduce((sum, other) => sum + other.bytes, load.bytes)
    if (others.length > 0 && (others.length >= most.lanes || bytes > most.bytes)) return false
    return !others.some((other) => shareAny(other.ids, load.ids))
  }
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached() && failures.length === 0) await Promise.race(flights.values())
    if (failures.length === 0) return
    await Promise.all(flights.values())
    throw failures[0]
  }
  return {
    ready: (load) => until(() => fits(load)),
    drain: () => until(() => flights.size === 0),
    start(load, work) {
      const landed = work
        .catch((error: unknown) => void failures.push(error))
        .finally(() => flights.delete(load))
      flights.set(load, landed)
    },
  }
}

function shareAny(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const id of some) if (others.has(id)) return true
  return false
}
