import { isDay, parseDueDate } from './due-date.ts'

/** A span of time: its beginning is part of it, its end is not. Either may be open. */
export interface Period {
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** How either end is written. */
export const PERIOD_RULE = 'a date like 2030-01-31, or a time like 2030-01-31T12:00:00Z'

/**
 * Reads from when on: a date means its first moment, in UTC.
 *
 * @returns undefined when it is no time
 */
export function parseSince(text: unknown): Date | undefined {
  return isDay(text) ? dayOf(text) : parseDueDate(text)
}

/**
 * Reads until when: a date means its whole day.
 *
 * @returns undefined when it is no time
 */
export function parseUntil(text: unknown): Date | undefined {
  if (!isDay(text)) return parseDueDate(text)
  const day = dayOf(text)
  day?.setUTCDate(day.getUTCDate() + 1)
  return day
}

/** February 30 is none. */
function dayOf(text: string): Date | undefined {
  return parseDueDate(text) && new Date(`${text}T00:00:00Z`)
}
