import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { isOlder } from '../../src/conversation/is-older.ts'
import { unixSeconds, unixSecondsOf } from '../../src/conversation/unix-time.ts'
import { test } from '../database-test.ts'

/** 2023-11-14T22:13:20Z */
const AT = 1_700_000_000

const SAME_MOMENT: readonly unknown[] = [
  ...[AT, AT * 1e3, AT * 1e6, AT * 1e9, `${AT}`, `${AT}000`, ` ${AT} `, `${AT}.0`],
  ...[
    '2023-11-14T22:13:20Z',
    '2023-11-14t22:13:20z',
    '20231114T221320Z',
    '2023-11-14 22:13:20 UTC',
  ],
  ...['2023-11-14 22:13:20 +0000', '2023-11-15T00:13:20+02:00', '2023-11-14T17:13:20-05'],
  ...['2023-11-15T03:43:20.000+05:30', '2023-11-14T22:13:20,000000000000Z'],
  // Without a zone: the earliest moment it can mean.
  ...['2023-11-15T12:13:20', '2023-11-15 12:13:20'],
]

const OTHERS: readonly (readonly [unknown, number])[] = [
  [0, 0],
  [-86_400, -86_400],
  ['-86400', -86_400],
  [AT + 0.25, AT + 0.25],
  [AT * 1e3 + 500, AT + 0.5],
  ['2023-11-14T22:13:20.5Z', AT + 0.5],
  ['2023-11-14T22:13Z', AT - 20],
  ['2023-11-15', AT - 80_000 + 86_400 - 14 * 3_600],
  ['2023-06-31T00:00:00Z', Date.UTC(2023, 6, 1) / 1e3],
  ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1) / 1e3],
]

const NOT_UNDERSTOOD: readonly unknown[] = [
  ...[null, true, [], [AT], {}, { $date: AT }, '', ' ', 'yesterday', '14.11.2023', '11/14/2023'],
  ...['Tue, 14 Nov 2023 22:13:20 GMT', '2023-W46-2', '0000-01-01', '2023-13-01', '2023-11-32'],
  ...['2023-11-14T25:00:00Z', '2023-11-14T22:13:20X', '1e9', '0x65', '٢٠٢٣-11-14', '1700000000\n'],
  ...['9999-12-31T23:59:59Z', 5e9, 1e22, -1e300, '1'.repeat(400)],
]

describe('a time', () => {
  const all = [
    ...SAME_MOMENT.map((value): [unknown, number] => [value, AT]),
    ...OTHERS,
    ...NOT_UNDERSTOOD.map((value): [unknown, undefined] => [value, undefined]),
  ]

  test.each(all)('%j is understood as %j', (value, seconds) => {
    expect(unixSeconds(value)).toBe(seconds)
  })

  test('is understood in SQL as in JavaScript', async ({ database }) => {
    const { rows } = await sql<{ seconds: string | null }>`
      select ${unixSecondsOf(sql`r.value`)} as seconds
        from jsonb_array_elements(${JSON.stringify(all.map(([value]) => value))}::jsonb)
             with ordinality r(value, place) order by place`.execute(database.admin)
    const inSql = rows.map(({ seconds }) => (seconds === null ? undefined : Number(seconds)))
    expect(inSql).toEqual(all.map(([, seconds]) => seconds))
  })
})

test('versions are told apart by their times, whatever the unit', () => {
  expect(isOlder((AT - 1) * 1e3, AT)).toBe(true)
  expect(isOlder(AT * 1e3, AT)).toBe(false)
  expect(isOlder('2023-11-14T22:13:19Z', AT)).toBe(true)
  expect(isOlder(AT, (AT + 1) * 1e3)).toBe(true)
  expect(isOlder('yesterday', AT)).toBe(false)
  expect(isOlder(AT, undefined)).toBe(false)
})
