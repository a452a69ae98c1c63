/** Deliveries remembered at most; for what is beyond them there are wakeups. */
const MOST_KEPT = 1_000

/** Milliseconds after which what was kept is tried again, though nobody said that the queue is back. */
const TRY_AGAIN = 3_000

/**
 * Keeps what could not be added to a queue that is away, to add it as soon as the queue is back.
 * Wakeups would bring it back as well, but up to half a minute later: who waits would give up. A
 * server that refuses says nothing when it no longer does, so it is tried from time to time.
 *
 * @param add may be given again what it did add, but was not told so in time
 * @param onAdded told how many were kept, and have been added
 */
export function createKeptDeliveries<Delivery>(
  add: (deliveries: readonly Delivery[]) => Promise<void>,
  onAdded: (count: number) => void = () => undefined,
  tryAgain = TRY_AGAIN,
) {
  let kept: Delivery[] = []
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function addOrKeep(deliveries: readonly Delivery[]): Promise<void> {
    try {
      await add(deliveries)
    } catch (error) {
      kept = [...kept, ...deliveries].slice(0, MOST_KEPT)
      if (kept.length > 0 && !closed) timer ??= setTimeout(later, tryAgain).unref()
      throw error
    }
  }

  function later(): void {
    timer = undefined
    // Those that fail again are kept on, and have set the timer.
    void addKept().catch(() => undefined)
  }

  async function addKept(): Promise<void> {
    const some = kept
    kept = []
    if (some.length === 0) return
    await addOrKeep(some)
    onAdded(some.length)
  }

  return {
    /** @throws what `add` throws; then they are kept */
    add: addOrKeep,
    /**
     * Adds what was kept, when the queue is back.
     *
     * @throws what `add` throws; then they are kept on
     */
    addKept,
    /** Tries no more; what is still kept is brought back by its wakeup. */
    close(): void {
      closed = true
      clearTimeout(timer)
    },
  }
}
