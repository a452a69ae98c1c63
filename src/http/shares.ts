/** Lets everyone hold so much at a time. */
export interface Shares {
  /**
   * Takes so much for somebody, until it is given back.
   *
   * @returns what gives it back; undefined when there is not so much left for him
   */
  take(whose: string, amount: number): (() => void) | undefined
}

/**
 * @param most what one may hold; 0: as much as he likes
 * @param all what all may hold together
 */
export function createShares(most: number, all = Infinity): Shares {
  const held = new Map<string, number>()
  let together = 0
  if (most === 0) return { take: () => () => undefined }

  function add(whose: string, amount: number): void {
    const now = (held.get(whose) ?? 0) + amount
    together += amount
    if (now === 0) held.delete(whose)
    else held.set(whose, now)
  }

  return {
    take(whose, amount) {
      const own = held.get(whose) ?? 0
      // Whoever holds nothing gets what he asks for: else a large one would never have its turn.
      if (own > 0 && (own + amount > most || together + amount > all)) return undefined
      if (own === 0 && together > 0 && together + amount > all) return undefined
      add(whose, amount)
      let isBack = false
      return () => {
        if (!isBack) add(whose, -amount)
        isBack = true
      }
    },
  }
}
