/**
 * Makes what spreads work over turns of the event loop, in the order it comes: what a turn's work
 * writes has left for the other side before the next turn begins.
 *
 * @param aTurn pieces of work in one turn
 */
export function createPace(aTurn: number) {
  const waiting: (() => void)[] = []

  function workOn(): void {
    for (const work of waiting.splice(0, aTurn)) work()
    if (waiting.length > 0) setImmediate(workOn)
  }

  return function add(work: () => void): void {
    if (waiting.length === 0) setImmediate(workOn)
    waiting.push(work)
  }
}
