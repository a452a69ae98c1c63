/** What waits, and how long. */
export interface Queued {
  readonly size: number
  /** Milliseconds of `performance.now()`. */
  readonly since: number
}

/** One line of waiting items for each key; the keys take turns. */
export interface Lines<Item extends Queued> {
  add(key: string, item: Item): void
  /** The key whose turn it is, of those that may go. */
  next(mayGo: (key: string) => boolean): string | undefined
  /** Takes those of a key that came first, up to a size; the rest of its line goes to the back. */
  take(key: string, most: number): Item[]
  /** Milliseconds for which the oldest of all waits; 0 if none does. */
  oldestWait(): number
}

export function createLines<Item extends Queued>(): Lines<Item> {
  const lines = new Map<string, Item[]>()
  return {
    add(key, item) {
      const line = lines.get(key)
      if (line) line.push(item)
      else lines.set(key, [item])
    },
    next: (mayGo) => [...lines.keys()].find(mayGo),
    take(key, most) {
      const line = lines.get(key) ?? []
      const end = countUpTo(line, most)
      lines.delete(key)
      if (end < line.length) lines.set(key, line.slice(end))
      return line.slice(0, end)
    },
    oldestWait() {
      if (lines.size === 0) return 0
      const now = performance.now()
      return Math.max(...Array.from(lines.values(), ([first]) => now - (first?.since ?? now)))
    },
  }
}

/** One item may be larger than a group should be; it goes alone. */
function countUpTo(line: readonly Queued[], most: number): number {
  let size = 0
  const end = line.findIndex((one, at) => {
    size += one.size
    return at > 0 && size > most
  })
  return end < 0 ? line.length : end
}
