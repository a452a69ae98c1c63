import { describe, expect, test } from 'vitest'
import { tokenOfHeader } from '../../src/access/token-of-header.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('a token is found', () => {
  test.for<[string, string]>([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER a.b-c_d~e+f/g=', 'a.b-c_d~e+f/g='],
    [basic('abc:'), 'abc'],
    [basic('abc:a password'), 'abc'],
    [basic('abc:x:y'), 'abc'],
    [basic('abc:pässwort'), 'abc'],
    [basic('abcd:').replace('Basic', 'basic'), 'abcd'],
    [basic('ab:').replaceAll('=', ''), 'ab'],
    [basic(`${'x'.repeat(256)}:`), 'x'.repeat(256)],
  ])('in %j', ([header, token]) => {
    expect(tokenOfHeader(header)).toBe(token)
  })
})

describe('no token is found', () => {
  test.for<[string, string | undefined]>([
    ['without a header', undefined],
    ['in nothing', ''],
    ['in a token by itself', 'abc'],
    ['in a scheme by itself', 'Bearer'],
    ['in two tokens', 'Bearer abc def'],
    ['in another scheme', 'Digest abc'],
    ['in a basic scheme by itself', 'Basic'],
    ['in a plain user name', 'Basic abc:'],
    ['in a user name without a colon', basic('abc')],
    ['in an empty user name', basic(':abc')],
    ['in a user name with a space', basic('a c:')],
    ['in a user name with a NUL', basic('a\0c:')],
    ['in a user name that is no ASCII', basic('äbc:')],
    ['in bytes that are not UTF-8', `Basic ${Buffer.from([0x61, 0xff, 0x3a]).toString('base64')}`],
    ['in base64 with garbage in it', 'Basic YWJj!Og=='],
    ['in base64 with padding in the midst', 'Basic YQ==Yjo='],
    ['in two credentials', `${basic('abc:')}, ${basic('abc:')}`],
    ['in a token that is too long', `Bearer ${'x'.repeat(257)}`],
    ['in a user name that is too long', basic(`${'x'.repeat(257)}:`)],
    ['in a password that is too long', basic(`abc:${'x'.repeat(4_096)}`)],
  ])('%s', ([, header]) => {
    expect(tokenOfHeader(header)).toBeUndefined()
  })
})
