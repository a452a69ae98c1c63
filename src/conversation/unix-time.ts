import { sql, type Expression, type RawBuilder } from 'kysely'
import { Numeral } from '../json-stream/numeral.ts'

/*
 * When something happened, whatever unit it was written in: exports of other versions and of other
 * tools have seconds, milliseconds, finer units, all of them also as text, or ISO 8601. In
 * JavaScript and in SQL, since both decide by it; the patterns mean the same to both.
 */

const NUMBER = '^ *-?[0-9]{1,20}(?:\\.[0-9]{1,20})? *$'

/** Weeks and ordinal dates are not understood. */
const ISO =
  '^ *([1-9][0-9]{3})-?(0[1-9]|1[0-2])-?(0[1-9]|[12][0-9]|3[01])' +
  '(?:[Tt ]([01][0-9]|2[0-4]):?([0-5][0-9])(?::?([0-5][0-9]|60)(?:[.,]([0-9]{1,9})[0-9]*)?)?' +
  ' *(?:([Zz]|UTC|GMT)|([-+])([01][0-9]):?([0-5][0-9])?)?)? *$'

const PATTERNS = { number: new RegExp(NUMBER), iso: new RegExp(ISO) }

/** A number that is greater is not in this unit but in one a thousand times finer. */
const MOST_SECONDS = 1e11
const UNITS = [1, 1e3, 1e6, 1e9]

/** The year 2100. What is later stands for "never", or is in no unit that is known. */
const NEVER = 4_102_444_800

/**
 * A time without a zone is taken for the earliest moment it can mean, so that it rather counts as
 * old: nowhere are clocks further ahead.
 */
const FURTHEST_AHEAD = 14 * 3_600

/**
 * Unix seconds of a time in seconds, milliseconds, microseconds or nanoseconds (a number, or one
 * as text) or in ISO 8601. Pure.
 *
 * @returns undefined when it can't be understood
 */
export function unixSeconds(value: unknown): number | undefined {
  const time = value instanceof Numeral ? Number(value.digits) : value
  const seconds = typeof time === 'string' ? textSeconds(time) : numberSeconds(time)
  return seconds !== undefined && seconds < NEVER ? seconds : undefined
}

function textSeconds(text: string): number | undefined {
  return PATTERNS.number.test(text) ? numberSeconds(Number(text)) : isoSeconds(text)
}

function numberSeconds(time: unknown): number | undefined {
  if (typeof time !== 'number') return undefined
  const unit = UNITS.find((one) => Math.abs(time) < MOST_SECONDS * one)
  return unit === undefined ? undefined : time / unit
}

function isoSeconds(text: string): number | undefined {
  const groups = PATTERNS.iso.exec(text)
  if (!groups) return undefined
  const at = (group: number): number => Number(groups[group] ?? 0)
  const day = Date.UTC(at(1), at(2) - 1, at(3)) / 1_000
  const time = at(4) * 3_600 + at(5) * 60 + at(6) + Number(`0.${groups[7] ?? '0'}`)
  const zone = at(10) * 3_600 + at(11) * 60
  if (groups[8] !== undefined) return day + time
  if (groups[9] === undefined) return day + time - FURTHEST_AHEAD
  return groups[9] === '-' ? day + time + zone : day + time - zone
}

/** The same in SQL, of a jsonb value: a numeric, or null when it can't be understood. */
export function unixSecondsOf(value: Expression<unknown>): RawBuilder<string | null> {
  const text = sql`(${value} #>> '{}')`
  const seconds = sql`case
    when jsonb_typeof(${value}) = 'number' then ${numberSecondsOf(sql`${text}::numeric`)}
    when jsonb_typeof(${value}) <> 'string' then null
    when ${text} ~ ${sql.lit(NUMBER)} then ${numberSecondsOf(sql`${text}::numeric`)}
    else (select ${ISO_SECONDS} from regexp_match(${text}, ${sql.lit(ISO)}) at) end`
  return sql<string | null>`(select case when time.seconds < ${sql.lit(NEVER)} then time.seconds end
    from (select ${seconds} as seconds) time)`
}

function numberSecondsOf(time: RawBuilder<unknown>): RawBuilder<unknown> {
  const units = UNITS.map(
    (unit) =>
      sql`when abs(${time}) < ${sql.lit(MOST_SECONDS * unit)} then ${time} / ${sql.lit(unit)}`,
  )
  return sql`(case ${sql.join(units, sql` `)} end)`
}

/** The 31st of a month that has none is the first of the next, as JavaScript has it. */
const ISO_SECONDS = sql`
  (make_date(at[1]::int, at[2]::int, 1) - date '1970-01-01' + at[3]::int - 1) * 86400::numeric
  + coalesce(at[4], '0')::int * 3600 + coalesce(at[5], '0')::int * 60 + coalesce(at[6], '0')::int
  + ('0.' || coalesce(at[7], '0'))::numeric
  - (coalesce(at[10], '0')::int * 3600 + coalesce(at[11], '0')::int * 60)
    * case at[9] when '-' then -1 else 1 end
  - case when at[8] is null and at[9] is null then ${sql.lit(FURTHEST_AHEAD)} else 0 end`
