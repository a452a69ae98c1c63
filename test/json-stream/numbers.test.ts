import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactJson, Numeral } from '../../src/json-stream/numeral.ts'
import { parseExact } from '../../src/json-stream/parse-exact.ts'
import { wholeNumber } from '../../src/json-stream/whole-number.ts'
import { readAll } from './read-all.ts'

describe('a number is written with the digits it was read with', () => {
  it.each([
    ...['0.10000000000000001', '0.30000000000000004', '215473840012345678', '1.0', '1.10', '-2.50'],
    ...[
      '9007199254740993',
      '-9007199254740993',
      '12345678901234567890.5',
      '0.0',
      '100.00',
      '1e400',
    ],
    ...['0.1000000000000000055511151231257827', '1e-400', '0', '-1', '1700000000', '1.5', '4e-324'],
  ])('%s', async (token) => {
    const text = `{"a":${token},"b":[{"c":[${token}],"d":"${token}"}]}`
    expect(exactJson(parseExact(text))).toBe(text)
    const [read] = await readAll(text)
    expect(read).toMatchObject({ ok: true })
    expect(exactJson(read?.ok === true && read.record)).toBe(text)
  })

  it('whatever other values are beside it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = JSON.stringify(value)
        expect(exactJson(parseExact(text))).toBe(text)
        const odd = `[${text},1.0,${text}]`
        expect(exactJson(parseExact(odd))).toBe(odd)
      }),
    )
  })

  it('in members that JavaScript treats in its own way', () => {
    const text = '{"__proto__":{"constructor":1.0},"toString":[2.0],"":3.0,"0":{"":1}}'
    expect(exactJson(parseExact(text))).toBe(
      '{"0":{"":1},"__proto__":{"constructor":1.0},"toString":[2.0],"":3.0}',
    )
  })
})

it('a numeral is a text to whoever writes it in another way', () => {
  expect(JSON.stringify({ a: new Numeral('1.0') })).toBe('{"a":"1.0"}')
  expect(exactJson({ a: new Numeral('1.0'), b: '1.0' }, 1)).toBe('{\n "a": 1.0,\n "b": "1.0"\n}')
})

describe('an id that is whole is a number as others are', () => {
  it.each([
    ['{"id":1.0}', '{"id":1}'],
    ['{"id":1e3}', '{"id":1000}'],
    ['{"author_id":12.00,"total_count":3.0}', '{"author_id":12,"total_count":3}'],
    ['{"id":215473840012345678}', '{"id":215473840012345678}'],
    ['{"id":2.15473840012345678e17}', '{"id":215473840012345678}'],
    ['{"id":1.50}', '{"id":1.50}'],
    ['{"paid":1.0}', '{"paid":1.0}'],
  ])('%s', (text, expected) => {
    expect(exactJson(parseExact(text))).toBe(expected)
  })
})

it.each([
  ['15e2', '1500'],
  ['1.5e1', '15'],
  ['-10.00', '-10'],
  ['0.0', '0'],
  ['0.5e0', undefined],
  ['1.5', undefined],
  ['5e-1', undefined],
  ['50e-1', '5'],
])('%s is the whole number %s', (token, expected) => {
  expect(wholeNumber(token)).toBe(expected)
})
