import type { Logger } from '../logger.ts'
import { refusalOf } from './refusal.ts'

/** Milliseconds without a refusal after which the next one begins another spell. */
const SPELL = 30_000

interface Spell {
  readonly refusal: string
  until: number
}

/** A process has one logger, and many clients of one server. */
const spells = new WeakMap<Logger, Spell>()

/**
 * Logs that Redis refuses, by the first word of its reply, once for each spell of it.
 *
 * @returns false when the error is no refusal, and was not logged
 */
export function tellRefusal(logger: Logger, error: unknown): boolean {
  const refusal = refusalOf(error)
  if (refusal === undefined) return false
  const now = performance.now()
  const spell = spells.get(logger)
  if (spell?.refusal === refusal && now < spell.until) {
    spell.until = now + SPELL
    return true
  }
  spells.set(logger, { refusal, until: now + SPELL })
  logger.warn({ refusal }, 'Redis refuses; work waits until it does not')
  return true
}
