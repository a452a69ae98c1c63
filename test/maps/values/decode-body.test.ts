import { expect, test } from 'vitest'
import { decodeBody } from '../../../src/maps/values/decode-body.ts'

test.for(['utf8', 'latin1'] as const)(
  'a body in base64 of %s is read as it was meant',
  (charset) => {
    const text = 'Grüße aus Köln\r\nIhr Hans Müller'
    expect(decodeBody(Buffer.from(text, charset).toString('base64'), 'base64')).toBe(text)
  },
)

test.for([
  ['Gr=C3=BC=C3=9Fe aus K=C3=B6ln', 'Grüße aus Köln'],
  ['Gr=FC=DFe aus K=F6ln', 'Grüße aus Köln'],
  ['a long li=\r\nne, and = alone', 'a long line, and = alone'],
  ['cut in a letter: =C3=\n=BC', 'cut in a letter: ü'],
  ['nothing at all', 'nothing at all'],
] as const)('the quoted-printable body %j is read as it was meant', ([encoded, text]) => {
  expect(decodeBody(encoded, 'quoted_printable')).toBe(text)
})

test('a body that says nothing of an encoding is not touched', () => {
  expect(decodeBody('Gr=C3=BC', undefined)).toBe('Gr=C3=BC')
})
