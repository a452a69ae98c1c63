import { expect, test } from 'vitest'
import { openPace, paceText } from '../../src/cli/pace.ts'

function paceAt(looks: readonly (readonly [milliseconds: number, done: number])[], total: number) {
  let time = 0
  const paceOf = openPace(() => time)
  const paces = looks.map(([milliseconds, done]) => {
    time = milliseconds
    return paceText(paceOf(done, total))
  })
  return paces.at(-1)
}

test.each([
  [[[0, 0]], 100, '0.0/s'],
  [[[0, 40]], 100, '0.0/s'],
  [
    [
      [0, 0],
      [1_000, 0],
    ],
    100,
    '0.0/s',
  ],
  [
    [
      [0, 0],
      [2_000, 5],
    ],
    100,
    '2.5/s, 38s left',
  ],
  [
    [
      [500, 50],
      [1_500, 60],
    ],
    100,
    '10/s, 4s left',
  ],
  [
    [
      [0, 0],
      [1_000, 1_000],
    ],
    100_000,
    '1000/s, 1m 39s left',
  ],
  [
    [
      [0, 0],
      [1_000, 10],
    ],
    100_000,
    '10/s, 2h 46m left',
  ],
  [
    [
      [0, 0],
      [1_000, 10],
    ],
    36_010,
    '10/s, 1h 0m left',
  ],
  [
    [
      [0, 0],
      [1_000, 10],
    ],
    10,
    '10/s, 0s left',
  ],
] as const)('%j of %d items: %s', (looks, total, text) => {
  expect(paceAt(looks, total)).toBe(text)
})
