import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newToken } from '../../src/access/access-token.ts'
import { isGuessable } from '../../src/access/is-guessable.ts'

test.each([
  't'.repeat(32),
  '0'.repeat(256),
  'ab'.repeat(16),
  'password'.repeat(4),
  'changeme-changeme-changeme-change',
  'correct-horse-bat'.repeat(2),
  `${'a'.repeat(31)}b`,
  '0101100111000101110001011100010111',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '98765432109876543210987654321098',
  '11223344556677889900aabbccddeeff',
])('%s is guessable', (secret) => {
  expect(isGuessable(secret)).toBe(true)
})

test('what is drawn at random is not', () => {
  const drawn = Array.from({ length: 2_000 }, () => [
    newToken(),
    ...(['hex', 'base64', 'base64url'] as const).map((form) => randomBytes(16).toString(form)),
    randomBytes(24).toString('hex'),
  ]).flat()
  expect(drawn.filter((secret) => secret.length >= 22 && isGuessable(secret))).toEqual([])
})

test('nor is a phrase of words', () => {
  expect(isGuessable('correct horse battery staple, said the clerk')).toBe(false)
})
