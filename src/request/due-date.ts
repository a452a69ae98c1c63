/** A date means its whole day: something is late when the day is over, in UTC. */
const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * Reads by when something is due, from `2030-01-31` or `2030-01-31T12:00:00Z`.
 *
 * @returns undefined for anything else, and for days that no calendar has
 */
export function parseDueDate(text: unknown): Date | undefined {
  if (typeof text !== 'string' || !isRealDay(text.slice(0, 10))) return undefined
  if (DATE.test(text)) return new Date(`${text}T23:59:59Z`)
  if (!DATE_TIME.test(text)) return undefined
  const due = new Date(text)
  return Number.isNaN(due.getTime()) ? undefined : due
}

/** Whether it is written as a day, rather than as a time; the calendar may not have it. */
export function isDay(text: unknown): text is string {
  return typeof text === 'string' && DATE.test(text)
}

/** JavaScript takes February 30 for March 2. */
function isRealDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

/** The same time a month later; the month's last day where it has no such one. */
export function oneMonthAfter(time: Date): Date {
  const due = new Date(time)
  due.setUTCMonth(due.getUTCMonth() + 1)
  // January 31 would become March 3.
  if (due.getUTCDate() !== time.getUTCDate()) due.setUTCDate(0)
  return due
}
