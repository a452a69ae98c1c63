import { sql } from 'kysely'
import type { Db } from '../../database/connection.ts'
import { ok, warning, type Check } from './check.ts'

/** Milliseconds by which clocks may differ. */
const TOLERATED = 1_000

/** Expiry and retention are reckoned by the database's clock, what is shown here by this machine's. */
export async function checkClock(db: Db): Promise<Check> {
  const before = Date.now()
  const { rows } = await sql<{ at: number }>`
    select extract(epoch from clock_timestamp())::double precision * 1000 as at`.execute(db)
  return judgeClock(rows[0]?.at ?? Number.NaN, before, Date.now())
}

/** @param at what the database's clock showed at some moment between `before` and `after` */
export function judgeClock(at: number, before: number, after: number): Check {
  const difference = Math.max(before - at, at - after, 0)
  const seconds = (difference / 1_000).toFixed(1)
  if (difference <= TOLERATED) return ok('clock', "within a second of the database's")
  return warning(
    'clock',
    `${seconds} s ${at > after ? 'behind' : 'ahead of'} the database's`,
    'set both by NTP; tokens expire by the database, `token list` shows it by this machine',
  )
}
