import { describe, expect, test } from 'vitest'
import { alternate, compare, type Contender } from '../../bench/alternate.ts'
import { medianRound, type Round } from '../../bench/result.ts'

const round = (ratio: number): Round => ({ ours: ratio * 10, other: 10, ratio })

/** Gives these values, one after another, at each of its settings. */
function contender(
  name: string,
  values: Record<string, number[]>,
  order: string[] = [],
): Contender {
  const left = new Map(Object.entries(values).map(([label, list]) => [label, [...list]]))
  return {
    name,
    settings: Object.keys(values).map((label, value) => ({ label, value })),
    async run({ label }) {
      order.push(name)
      return left.get(label)!.shift()!
    },
  }
}

describe('the figures of a measurement', () => {
  test('are those of the median round', () => {
    expect(medianRound([round(3), round(1), round(2)], 'higher')).toEqual(round(2))
  })

  test('are those of the worse of two rounds', () => {
    expect(medianRound([round(3), round(1)], 'higher')).toEqual(round(1))
    expect(medianRound([round(3), round(1)], 'lower')).toEqual(round(3))
  })

  test('are taken of each side at its best setting', async () => {
    const ours = contender('ours', { a: [10, 20, 30], b: [1, 1, 90] })
    const others = [contender('slow', { '': [1, 1, 1] }), contender('fast', { '': [40, 40, 40] })]
    const measured = await alternate([ours, ...others], 3, () => undefined)

    const { sides, ...figures } = compare(measured, ours, others, 'higher')
    expect(sides).toEqual({ ours: 'ours, a', other: 'fast' })
    expect(figures).toMatchObject({ ours: 20, other: 40, ratio: 0.5 })
    expect(figures.rounds.map(({ ratio }) => ratio)).toEqual([0.25, 0.5, 0.75])
  })

  test('come from sides that took turns, each first in its turn', async () => {
    const order: string[] = []
    const [a, b] = [contender('a', { '': [1, 1] }, order), contender('b', { '': [1, 1] }, order)]
    await alternate([a, b], 2, () => undefined)

    expect(order).toEqual(['a', 'b', 'b', 'a'])
  })
})
