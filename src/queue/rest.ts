import { setTimeout as after } from 'node:timers/promises'

/** Milliseconds without a call after one that Redis refused. */
export const REST = 2_000

/**
 * Makes what asks a server that may refuse: after a refusal nothing is asked for a while, and then
 * one call after the other until one succeeds. BullMQ repeats a call that was refused at once,
 * 10,000 times a second (measured, with BullMQ 6.7).
 *
 * @param isRefusal tells a refusal, after which others would be refused as well, from other errors
 */
export function createRest(isRefusal: (error: unknown) => boolean, rest = REST) {
  let refused = false
  let last: Promise<unknown> = Promise.resolve()

  async function attempt<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call()
      refused = false
      return answer
    } catch (error) {
      if (isRefusal(error)) {
        refused = true
        await after(rest)
      }
      throw error
    }
  }

  /** @throws what the call throws; a refusal only after the rest */
  return function ask<T>(call: () => Promise<T>): Promise<T> {
    if (!refused) return attempt(call)
    const turn = last.then(() => attempt(call))
    last = turn.catch(() => undefined)
    return turn
  }
}
