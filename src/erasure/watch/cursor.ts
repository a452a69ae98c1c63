import type { PeopleTable, PeoplePlace, Way } from '../../redact/watched-people.ts'

/**
 * How far one way through a table was read. A row may be committed after one behind it was read: so
 * each look begins where the look before the last one ended.
 */
export interface Cursor {
  /** Behind this the next look begins. */
  readonly from: PeoplePlace | null
  /** The last row that was read. */
  readonly seen: PeoplePlace | null
  /** How far a look has come that needs several pages. */
  readonly at?: PeoplePlace
}

/** By table, and way through it. */
export type Cursors = Readonly<Record<string, Partial<Record<Way, Cursor>>>>

/** How far a full pass has come. */
export interface Pass {
  readonly table: string
  readonly after: PeoplePlace | null
}

/** What a page came to: its last row, and whether there may be more. */
export interface PageEnd {
  readonly last: PeoplePlace | null
  readonly isFull: boolean
}

/** The ways by which new and touched rows of a table are read: none where only a full pass finds them. */
export function waysOf({ isCounted, isTouched }: PeopleTable): readonly Way[] {
  return [...(isCounted ? ['id' as const] : []), ...(isTouched ? ['touched' as const] : [])]
}

/** A cursor before anything was read: what stands there already is for the full pass. */
export const cursorAt = (end: PeoplePlace | null): Cursor => ({ from: end, seen: end })

/** Behind which row a look goes on. */
export const readOn = ({ from, at }: Cursor): PeoplePlace | null => at ?? from

export function movedOn({ from, seen }: Cursor, { last, isFull }: PageEnd): Cursor {
  if (isFull && last) return { from, seen, at: last }
  return { from: seen, seen: last ?? seen }
}

/** @returns null when it is over */
export function passedOn(
  { table, after }: Pass,
  tables: readonly string[],
  { last, isFull }: PageEnd,
): Pass | null {
  if (isFull) return { table, after: last ?? after }
  const next = tables[tables.indexOf(table) + 1]
  return next === undefined ? null : { table: next, after: null }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Whether the hour of the day, in UTC, has come since the last full pass began. */
export function isPassDue(begunAt: Date | null, now: Date, hour: number): boolean {
  if (begunAt === null) return true
  const sinceTheHour = (now.getTime() - hour * HOUR) % DAY
  return begunAt.getTime() < now.getTime() - sinceTheHour
}
