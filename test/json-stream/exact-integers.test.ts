import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactIntegers } from '../../src/json-stream/exact-integers.ts'

const big = '12345678901234567890'

describe('exactIntegers', () => {
  it.each([
    [`{"id":${big}}`, `{"id":"${big}"}`],
    [`[-${big}, ${big} ]`, `["-${big}", "${big}" ]`],
    [big, `"${big}"`],
    ['{"id":9007199254740993}', '{"id":"9007199254740993"}'],
    [`{"${big}":"a\\" ${big}","b":${big}}`, `{"${big}":"a\\" ${big}","b":"${big}"}`],
    [`{"\\\\":${big}}`, `{"\\\\":"${big}"}`],
  ])('%s becomes %s', (text, expected) => {
    expect(exactIntegers(text)).toBe(expected)
  })

  it.each([
    ...['{"id":1234567890123456}', '[1e400,0.1234567890123456789,9007199254740992]', '', '{}'],
    ...[`{"id":${big}`, `{"id":${big},}`, `[0${big}]`, `"${big}`, `${big} ${big}`],
  ])('%s stays as it is', (text) => {
    expect(exactIntegers(text)).toBe(text)
  })

  it('changes nothing else in valid JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.bigInt({ min: 2n ** 64n }), (value, id) => {
        const long = `${String(id)}1`
        const text = `{"value":${JSON.stringify(value)},"id":${long}}`
        const parsed = JSON.parse(exactIntegers(text)) as { value: unknown; id: unknown }
        expect(parsed.value).toEqual(JSON.parse(JSON.stringify(value)))
        expect(String(parsed.id)).toBe(long)
      }),
    )
  })

  it('copes with a long string full of escapes', () => {
    const text = `{"a":"${'\\n'.repeat(2_000_000)}","id":${big}}`
    expect(exactIntegers(text).endsWith(`"id":"${big}"}`)).toBe(true)
  })
})
