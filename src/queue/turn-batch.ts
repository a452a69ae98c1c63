/**
 * Collects what comes in one turn of the event loop, and sends it together at the turn's end: a
 * message to another thread, or a call of Redis, costs much the same for one job and for fifty.
 */
export function createTurnBatch<Item>(send: (items: readonly Item[]) => void) {
  let waiting: Item[] = []

  function sendAll(): void {
    const items = waiting
    waiting = []
    send(items)
  }

  return function add(item: Item): void {
    if (waiting.length === 0) setImmediate(sendAll)
    waiting.push(item)
  }
}
