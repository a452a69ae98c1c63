/** Deliveries remembered at most; for what is beyond them there are wakeups. */
const MOST_KEPT = 1_000

/**
 * Keeps what could not be added to a queue that is away, to add it as soon as the queue is back.
 * Wakeups would bring it back as well, but up to half a minute later: who waits would give up.
 *
 * @param add may be given again what it did add, but was not told so in time
 */
export function createKeptDeliveries<Delivery>(
  add: (deliveries: readonly Delivery[]) => Promise<void>,
) {
  let kept: Delivery[] = []

  async function addOrKeep(deliveries: readonly Delivery[]): Promise<void> {
    try {
      await add(deliveries)
    } catch (error) {
      kept = [...kept, ...deliveries].slice(0, MOST_KEPT)
      throw error
    }
  }

  return {
    /** @throws what `add` throws; then they are kept */
    add: addOrKeep,
    /**
     * Adds what was kept, when the queue is back.
     *
     * @returns how many
     * @throws what `add` throws; then they are kept on
     */
    async addKept(): Promise<number> {
      const some = kept
      kept = []
      await addOrKeep(some)
      return some.length
    },
  }
}
