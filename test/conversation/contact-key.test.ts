import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { contactKey, type ContactKind } from '../../src/conversation/contact-key.ts'
import { pepperOf } from '../../src/database/pepper.ts'

const SECRET = 'a pepper of more than 32 characters'
const pepper = pepperOf(SECRET)

const key = (kind: ContactKind, value: unknown, workspace = 'w') =>
  contactKey(pepper, workspace, kind, value)?.toString('hex')

test.each<[string, unknown, unknown]>([
  ['case', 'Ada@Example.COM', 'ada@example.com'],
  ['spaces around it', '  ada@example.com\n', 'ada@example.com'],
  ['how its letters are composed', 'zoe\u0308@example.com', 'ZOË@example.com'],
])('an e-mail has one key, whatever %s', (_, one, other) => {
  expect(key('email', one)).toBe(key('email', other))
})

test.each<[ContactKind, unknown, unknown]>([
  ['external_id', 'A', 'a'],
  ['external_id', ' a', 'a'],
  ['contact_id', '01', '1'],
])('a %s is taken as it is: %j is not %j', (kind, one, other) => {
  expect(key(kind, one)).not.toBe(key(kind, other))
})

test('a number is the id that its digits are', () => {
  expect(key('external_id', 17)).toBe(key('external_id', '17'))
})

test.each([undefined, null, '', 1.5, true, {}, ['a']])('%j names nobody', (value) => {
  expect(key('email', value)).toBeUndefined()
})

test('no two of pepper, workspace, kind and value run into each other', () => {
  const other = contactKey(pepperOf(`${SECRET}!`), 'w', 'email', 'a')?.toString('hex')
  const keys = [
    ...[key('email', 'a'), key('external_id', 'a'), key('contact_id', 'a'), other],
    ...[key('email', 'a', 'w2'), key('external_id', '","a'), key('external_id', 'a', 'w","')],
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

test('a pepper shows nothing of itself', () => {
  expect(inspect(pepper, { depth: 9 }) + JSON.stringify({ pepper })).not.toContain(SECRET)
})
