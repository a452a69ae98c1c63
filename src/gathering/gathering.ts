import { doneTogether, whereAsked } from '../traces/asked-together.ts'
import type { Lanes } from './lanes.ts'
import { createLines, type Queued } from './lines.ts'

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
  /** Milliseconds for which the oldest item waits that no group has taken yet; 0 if none does. */
  oldestWait(): number
}

type Waiting<Item, Result> = Asked<Item, Result> &
  Queued & { readonly where: ReturnType<typeof whereAsked> }

/**
 * There is no timer. An item that comes alone leaves at the end of its turn of the event loop;
 * what comes while all lanes are busy, or while enough groups of its key run, leaves together as
 * soon as that is over. Keys take turns.
 */
export function createGathering<Item, Result>(
  options: GatheringOptions<Item, Result>,
): Gathering<Item, Result> {
  const { lanes, most, sizeOf = () => 1 } = options
  const lines = createLines<Waiting<Item, Result>>()
  const runs = createRuns(options)
  let isLeaving = false

  function leaveSoon(): void {
    if (isLeaving || lines.next(runs.hasRoom) === undefined) return
    isLeaving = true
    setImmediate(() => void lanes.run(leave))
  }

  async function leave(): Promise<void> {
    isLeaving = false
    const key = lines.next(runs.hasRoom)
    if (key === undefined) return
    const group = lines.take(key, most)
    const ended = doneTogether(
      group.map(({ where }) => where),
      () => runs.run(key, group),
    )
    leaveSoon()
    await ended
    leaveSoon()
  }

  return {
    ask: (key, item) =>
      new Promise<Result>((resolve, reject) => {
        const where = whereAsked()
        const since = performance.now()
        lines.add(key, { item, size: sizeOf(item), since, where, resolve, reject })
        leaveSoon()
      }),
    oldestWait: () => lines.oldestWait(),
  }
}

/** The groups that run, counted by key. */
function createRuns<Item, Result>({ lanes, atOnce, run }: GatheringOptions<Item, Result>) {
  const most = atOnce ?? lanes.count
  const running = new Map<string, number>()

  function count(key: string, change: 1 | -1): void {
    const now = (running.get(key) ?? 0) + change
    if (now === 0) running.delete(key)
    else running.set(key, now)
  }

  return {
    hasRoom: (key: string) => (running.get(key) ?? 0) < most,
    async run(key: string, group: readonly Asked<Item, Result>[]): Promise<void> {
      count(key, 1)
      try {
        await run(key, group)
      } catch (error) {
        for (const one of group) one.reject(error)
      } finally {
        count(key, -1)
      }
    },
  }
}
