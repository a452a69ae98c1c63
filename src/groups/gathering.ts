import type { Lanes } from './lanes.ts'

/** Something asked for, and whom to tell. Settling it twice does nothing. */
export interface Asked<Item, Result> {
  readonly item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

export interface GatheringOptions<Item, Result> {
  /** Where groups run. */
  readonly lanes: Lanes
  /** Groups of one key that may run at once; default: as many as there are lanes. */
  readonly atOnce?: number
  /** The size of a group at most; a single item may be larger and is a group of its own. */
  readonly most: number
  /** What an item adds to the size of its group; default 1. */
  readonly sizeOf?: (item: Item) => number
  /** Runs a group and settles all of it; what it throws rejects whoever is not settled. */
  readonly run: (key: string, group: readonly Asked<Item, Result>[]) => Promise<void>
}

/** Collects what is asked for at the same time, so that it runs together. */
export interface Gathering<Item, Result> {
  /** Asks for an item; it runs with others of its key and with none of another. */
  ask(key: string, item: Item): Promise<Result>
  /** The size of what was asked for and is not settled. */
  held(): number
  /** Milliseconds for which the oldest item waits that no group has taken yet; 0 if none does. */
  oldestWait(): number
}

interface Waiting<Item, Result> extends Asked<Item, Result> {
  readonly size: number
  readonly since: number
}

/**
 * There is no timer. An item that comes alone leaves at the end of its turn of the event loop;
 * what comes while all lanes are busy, or while enough groups of its key run, leaves together as
 * soon as that is over. Keys take turns.
 */
export function createGathering<Item, Result>(
  options: GatheringOptions<Item, Result>,
): Gathering<Item, Result> {
  const { lanes, most, atOnce = lanes.count, sizeOf = () => 1, run } = options
  const waiting = new Map<string, Waiting<Item, Result>[]>()
  const running = new Map<string, number>()
  let held = 0
  let isLeaving = false

  function nextKey(): string | undefined {
    for (const key of waiting.keys()) if ((running.get(key) ?? 0) < atOnce) return key
    return undefined
  }

  function leaveSoon(): void {
    if (isLeaving || nextKey() === undefined) return
    isLeaving = true
    setImmediate(() => void lanes.run(leave))
  }

  async function leave(): Promise<void> {
    isLeaving = false
    const key = nextKey()
    if (key === undefined) return
    const group = take(waiting, key, most)
    count(running, key, 1)
    leaveSoon()
    try {
      await run(key, group)
    } catch (error) {
      for (const one of group) one.reject(error)
    } finally {
      for (const { size } of group) held -= size
      count(running, key, -1)
      leaveSoon()
    }
  }

  return {
    ask(key, item) {
      return new Promise((resolve, reject) => {
        const size = sizeOf(item)
        held += size
        const one = { item, size, since: performance.now(), resolve, reject }
        const others = waiting.get(key)
        if (others) others.push(one)
        else waiting.set(key, [one])
        leaveSoon()
      })
    },
    held: () => held,
    oldestWait() {
      const since = Array.from(waiting.values(), ([first]) => first?.since ?? Infinity)
      return since.length === 0 ? 0 : performance.now() - Math.min(...since)
    },
  }
}

/** Takes those of a key that came first; its others go to the end of the line. */
function take<Item, Result>(
  waiting: Map<string, Waiting<Item, Result>[]>,
  key: string,
  most: number,
): Waiting<Item, Result>[] {
  const all = waiting.get(key) ?? []
  let [end, size] = [0, 0]
  for (const one of all) {
    size += one.size
    if (end > 0 && size > most) break
    end += 1
  }
  waiting.delete(key)
  if (end < all.length) waiting.set(key, all.slice(end))
  return all.slice(0, end)
}

function count(counts: Map<string, number>, key: string, change: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + change
  if (now === 0) counts.delete(key)
  else counts.set(key, now)
}
