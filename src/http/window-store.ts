type Counted = (error: Error | null, count: { current: number; ttl: number }) => void

/** Windows remembered before those that are over are forgotten. */
const MANY = 5_000

/**
 * Counts requests in fixed windows, in memory, for `@fastify/rate-limit`. The plugin's own store
 * hands out one object that goes on changing: of requests counted in one moment each is then taken
 * for the last, and a burst across the limit is refused whole.
 */
// eslint-disable-next-line no-restricted-syntax -- the plugin makes its store with `new`
export class WindowStore {
  readonly #windows = new Map<string, { current: number; endsAt: number }>()

  incr(key: string, counted: Counted, milliseconds: number): void {
    const now = performance.now()
    const known = this.#windows.get(key)
    const window = known && known.endsAt > now ? known : { current: 0, endsAt: now + milliseconds }
    window.current += 1
    if (window !== known) this.#remember(key, window, now)
    counted(null, { current: window.current, ttl: window.endsAt - now })
  }

  /** What the plugin asks for a route of its own; ours share their count. */
  child(): this {
    return this
  }

  #remember(key: string, window: { current: number; endsAt: number }, now: number): void {
    if (this.#windows.size >= MANY) {
      for (const [other, { endsAt }] of this.#windows) {
        if (endsAt <= now) this.#windows.delete(other)
      }
    }
    this.#windows.set(key, window)
  }
}
