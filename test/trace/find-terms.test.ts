import { describe, expect, test } from 'vitest'
import { findTerms } from '../../src/trace/find-terms.ts'

const WORDS = 'Zoë  Müller-Łuczak'
const EMAIL = 'zoë.müller@example.com'
const isIn = findTerms([
  { kind: 'text', value: WORDS },
  { kind: 'email', value: EMAIL },
])

const base64 = (text: string) => Buffer.from(text).toString('base64')
const folded = (text: string) => text.replace(/(.{76})/g, '$1\r\n')
const json = (value: unknown) => JSON.stringify(value)
const ascii = (text: string) =>
  text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
const quoted = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte > 126 || byte === 61 || byte < 32
        ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('')
    .replace(/(.{30})/g, '$1=\r\n')
const entities = (text: string) => text.replace(/[^ -~]/g, (one) => `&#${one.charCodeAt(0)};`)
const headerB = (text: string) => `=?utf-8?B?${base64(text)}?=`
const headerQ = (text: string) =>
  `=?utf-8?Q?${quoted(text).replace(/=\r\n/g, '').replaceAll(' ', '_')}?=`
const link = (text: string) => `https://example.com/?who=${encodeURIComponent(text)}&x=1`
const html = (text: string) => `<p>${text.replace('Łu', '<b>Łu</b>').replace('ü', '&uuml;')}</p>`
const row = (text: string) => `(1,"a ""${text}""",)`
const bytes = (text: string) => json(`\\x${Buffer.from(text).toString('hex')}`)

const ENCODINGS = {
  base64,
  json,
  ascii,
  quoted,
  entities,
  headerB,
  headerQ,
  link,
  html,
  row,
  bytes,
}
const said = `Dear all,\r\nplease ask ${WORDS}, and not ${'somebody else who was there '.repeat(20)}`

describe.each([WORDS, EMAIL, said])('%.12s', (text) => {
  test.each(Object.entries(ENCODINGS))('is found behind %s', (_, encode) => {
    expect(isIn(`before ${encode(text)} after`)).toBe(true)
    expect(isIn(encode(text))).toBe(true)
  })

  const pairs = Object.entries(ENCODINGS).flatMap(([outer, around]) =>
    Object.entries(ENCODINGS).map(([inner, within]) => ({ outer, inner, around, within })),
  )
  test.each(pairs)('is found behind $inner within $outer', ({ around, within }) => {
    expect(isIn(`before: ${around(`{"of": ${within(text)} }`)}.`)).toBe(true)
  })

  test('is found in JSON in JSON in JSON, and in what a mail makes of that', () => {
    const nested = json({ a: json({ b: ascii(json([text])) }) })
    expect(isIn(nested)).toBe(true)
    expect(isIn(`Content-Transfer-Encoding: base64\r\n\r\n${folded(base64(nested))}`)).toBe(true)
    expect(isIn(json({ raw: `base64\r\n${folded(base64(`x${nested}`))}` }))).toBe(true)
  })

  test('is found in bytes of UTF-8 and of Latin-1, and among others', () => {
    expect(isIn(Buffer.from(text))).toBe(true)
    expect(isIn(Buffer.concat([Buffer.from([0, 255, 1]), Buffer.from(text)]))).toBe(true)
    expect(isIn(base64(`${text}\0`) + base64('\xff'))).toBe(true)
    const latin = Buffer.from(EMAIL, 'latin1')
    expect(isIn(latin)).toBe(true)
    expect(isIn(Buffer.from(`=${latin.toString('hex').replace(/..(?!$)/g, '$&=')}`))).toBe(true)
  })

  test('is found in capitals, decomposed, and over lines', () => {
    expect(isIn(text.toUpperCase())).toBe(true)
    expect(isIn(text.normalize('NFD'))).toBe(true)
    expect(isIn(text.replaceAll(' ', '\r\n'))).toBe(true)
  })
})

test.each([
  '',
  'Zoë',
  'Müller-Łuczak, Zoë',
  `a${EMAIL}`,
  `${EMAIL}a`,
  base64(`nobody ${'at all '.repeat(40)}`),
  json({ a: json([ascii('Zoë Müller')]) }),
  '%E4%',
  '\\',
  '&;',
  '====',
  'AAAA'.repeat(100),
])('nothing is found in %j', (text) => {
  expect(isIn(text)).toBe(false)
  expect(isIn(Buffer.from(text))).toBe(false)
})

test('an address is found at any sign that is no part of a word', () => {
  for (const around of ['<>', '  ', '"."', ':;', "''", '==', '()', '-.', '._']) {
    expect(isIn(`x${around[0]}${EMAIL}${around[1]}y`), around).toBe(true)
  }
})

test('signs that mean something to a search mean themselves', () => {
  const signs = findTerms([{ kind: 'text', value: 'a.b*[c](d)?+^$|\\{e}/-' }])
  expect(signs('x a.b*[c](d)?+^$|\\{e}/- y')).toBe(true)
  expect(signs('x aXb*[c](d)?+^$|\\{e}/- y')).toBe(false)
})

test('a text that is encoded without end is left at some time', () => {
  let text = said
  for (let times = 0; times < 60; times += 1)
    text = `${base64(text.slice(0, 50_000))}=40%40&amp;\\"`
  expect(isIn(text)).toBe(false)
})
