import { expect, test } from 'vitest'
import { wordsOf } from '../../../src/maps/values/words.ts'
import { encodedRuns, encodeRun } from '../../../src/maps/values/encoded-words.ts'

const base64 = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`

test('words are taken out of headers whose words are encoded, and the rest stays', () => {
  const words = wordsOf(['Betreff von Jörg'])
  const subject = `Subject: ${base64('[Hilfe #1] Betreff von Jö')}\n ${base64('rg, für Köln')}\nTo: x`
  const left = words.replaceIn(subject, '[...]')
  expect(words.occurIn(subject)).toBe(true)
  expect(left).toMatch(/^Subject: =\?UTF-8\?B\?[^?]+\?=\nTo: x$/)
  expect(encodedRuns(left).map(({ text }) => text)).toEqual(['[Hilfe #1] [...], für Köln'])
})

test('of which nothing but ASCII is left stays as it reads', () => {
  const words = wordsOf(['Betreff von Jörg'])
  expect(words.replaceIn('=?iso-8859-1?Q?Re:_Betreff_von_J=F6rg?=', '[...]')).toBe('Re: [...]')
})

test('a text without the words comes back as it was', () => {
  const text = `From: "${base64('Zoë')} via RT" <help@example.com>, =?no?X?such?=, =?UTF-8?B?`
  expect(wordsOf(['Betreff von Jörg']).replaceIn(text, '[...]')).toBe(text)
})

test('a character that is cut by the end of a word is one', () => {
  const bytes = Buffer.from('Müßiggang')
  const cut = [bytes.subarray(0, 2), bytes.subarray(2)].map(
    (one) => `=?utf-8?b?${one.toString('base64')}?=`,
  )
  expect(encodedRuns(cut.join(' ')).map(({ text }) => text)).toEqual(['Müßiggang'])
  expect(wordsOf(['Müßiggang']).occurIn(cut.join('\n '))).toBe(true)
})

test('long texts are encoded in words of at most 75 characters', () => {
  const long = 'Grüße aus Köln '.repeat(20)
  const run = encodeRun(long)
  expect(Math.max(...run.split(' ').map(({ length }) => length))).toBeLessThanOrEqual(75)
  expect(encodedRuns(run).map(({ text }) => text)).toEqual([long])
})
