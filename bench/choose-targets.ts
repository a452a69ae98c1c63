import type { Shape } from './seed-messages.ts'

/** A target of the measurements: a part with a body. */
export interface PartTarget {
  readonly type: 'conversation_part'
  readonly conversation_id: string
  readonly conversation_part_id: string
}

/** Chooses targets at random, each once, and the same ones for each side. */
export function chooseTargets(n: number, { conversations, parts }: Shape): PartTarget[] {
  const places = Uint32Array.from({ length: conversations * parts }, (_, place) => place)
  const random = sameEveryTime()
  for (let at = 0; at < n; at++) {
    const other = at + Math.floor(random() * (places.length - at))
    ;[places[at], places[other]] = [places[other]!, places[at]!]
  }
  return Array.from(places.subarray(0, n), (place) => {
    const conversation = Math.floor(place / parts) + 1
    return {
      type: 'conversation_part',
      conversation_id: `c${conversation}`,
      conversation_part_id: `p${conversation}-${(place % parts) + 1}`,
    }
  })
}

/** mulberry32: the same numbers in every run. At least 0, below 1. */
function sameEveryTime(): () => number {
  let state = 42
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
