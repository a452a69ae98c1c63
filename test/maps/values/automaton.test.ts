import { describe, expect, test } from 'vitest'
import { automatonOf } from '../../../src/maps/values/automaton.ts'
import { seededRandom } from '../../scene/seeded-random.ts'

/** Every place where a fragment ends, with all fragments that end there. */
function endsOf(fragments: readonly string[], text: string): string[] {
  const ends: string[] = []
  automatonOf(fragments).scan(text, (end, fragment) => {
    ends.push(`${end} ${fragments[fragment]!}`)
    return 'shorter'
  })
  return ends
}

/** The same, by looking at each place for each fragment. */
function endsByLooking(fragments: readonly string[], text: string): string[] {
  const longestFirst = fragments.toSorted((one, other) => other.length - one.length)
  return Array.from({ length: text.length + 1 }, (_, end) =>
    longestFirst.filter((one) => text.slice(0, end).endsWith(one)).map((one) => `${end} ${one}`),
  ).flat()
}

test('finds at each place all fragments that end there, the longest first', () => {
  const random = seededRandom('automaton')
  const letters = (most: number) =>
    Array.from({ length: 1 + random.below(most) }, () => random.pick(['a', 'b', 'ü'])).join('')
  for (let round = 0; round < 300; round += 1) {
    const fragments = [...new Set(Array.from({ length: 1 + random.below(12) }, () => letters(6)))]
    const text = letters(60)
    expect(endsOf(fragments, text), `${fragments.join()} in ${text}`).toEqual(
      endsByLooking(fragments, text),
    )
  }
})

test('the end of the scan and of the shorter ones can be asked for', () => {
  const automaton = automatonOf(['abc', 'bc', 'c'])
  const met: number[] = []
  automaton.scan('abcabc', (end, fragment) => {
    met.push(end, fragment)
    return end === 3 ? 'on' : 'stop'
  })
  expect(met).toEqual([3, 0, 6, 0])
})

describe('however much the fragments are like the text', () => {
  const many = Array.from({ length: 300 }, (_, place) => 'a'.repeat(place + 1) + 'b')
  test.each([
    ['one of 50,000 units', ['a'.repeat(50_000) + 'b'], 'a'.repeat(300_000)],
    ['300 that begin alike', many, 'a'.repeat(300_000)],
    ['300 of which all end', many, ('a'.repeat(300) + 'b').repeat(1000)],
    [
      'those that part late',
      ['ab'.repeat(20_000) + 'x', 'ab'.repeat(20_000) + 'y'],
      'ab'.repeat(200_000),
    ],
  ])('no more than two moves are made for each unit: %s', (_, fragments, text) => {
    let ends = 0
    const moves = automatonOf(fragments).scan(text, () => {
      ends += 1
      return 'on'
    })
    expect(moves).toBeLessThanOrEqual(2 * text.length)
    expect(ends).toBeLessThanOrEqual(text.length)
  })
})
