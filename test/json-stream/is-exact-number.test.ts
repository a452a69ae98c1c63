import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isExactNumber } from '../../src/json-stream/is-exact-number.ts'
import { readAll } from './read-all.ts'

const exact = [
  ...[
    '0',
    '-0',
    '-0.0',
    '0e99999999999999999999',
    '1',
    '-1',
    '1.10',
    '1e3',
    '1E+3',
    '100.00',
    '0.1',
  ],
  ...['1e21', '1e-7', '5e-324', '0.30000000000000004', '9007199254740991', '9007199254740992'],
  ...['1.7976931348623157e308', '123e-2', '1000000000000000000000000', '0.00000000000000000001'],
  ...['1700000000', '123456789012345', '-12345678901234.5'],
]

const inexact = [
  ...['12345678901234567890', '0.1234567890123456789', '1e400', '-1e400', '9007199254740993'],
  ...['1e-400', '4e-324', '1e99999999999999999999', '1e-99999999999999999999', '2e308'],
  ...['0.1000000000000000055511151231257827', '-12345678901234567890.5'],
]

describe('numbers', () => {
  it.each(exact)('%s is exact', async (token) => {
    expect(isExactNumber(token)).toBe(true)
    expect(await readAll(`{"a":[${token}]}`)).toMatchObject([{ ok: true }])
  })

  it.each(inexact)('%s is not', (token) => {
    expect(isExactNumber(token)).toBe(false)
  })

  it('whatever JavaScript wrote itself is exact', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(isExactNumber(String(value))).toBe(true)
      }),
    )
  })

  it('an integer is exact if and only if its value survives', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
        const kept = BigInt(Number(value)) === value
        const written = BigInt(Number(value).toLocaleString('en', { useGrouping: false }))
        if (!kept) expect(isExactNumber(String(value))).toBe(written === value)
      }),
    )
  })

  it('takes linear time on runs of zeros', () => {
    const token = `1${'0'.repeat(200_000)}1${'0'.repeat(200_000)}1`
    expect(isExactNumber(token)).toBe(false)
  })

  it.each(['', 'x', '1.', '.1', 'Infinity', 'NaN', '0x10', '1e'])('"%s" is no number', (token) => {
    expect(isExactNumber(token)).toBe(false)
  })
})
