import { describe, expect, it } from 'vitest'
import { outline } from './outline.ts'
import { readAll } from './read-all.ts'

const large = `{"a":"${'x'.repeat(100)}"}`
const tooLarge = 'is larger than one record may be'

const cases: readonly (readonly [name: string, input: string, expected: readonly string[]])[] = [
  ['a line', `{"a":1}\n${large}\n{"a":2}`, ['1: {"a":1}', `2! ${tooLarge}`, '3: {"a":2}']],
  ['the first line', `${large}\n{"a":2}`, [`1! ${tooLarge}`, '2: {"a":2}']],
  ['an open first line', `${large.slice(0, -2)}\n{"a":2}`, [`1! ${tooLarge}`, '2: {"a":2}']],
  ['the last line', `{"a":1}\n${large}`, ['1: {"a":1}', `2! ${tooLarge}`]],
  ['an element', `[${large},\n{"a":2}]`, [`1! ${tooLarge}`, '2: {"a":2}']],
  ['a document', `{\n${large.slice(1)}\n`, [`1! ${tooLarge}`]],
  ['a page', `{"type":"list","data":[${large}]}\n{"a":2}`, [`1! ${tooLarge}`, '2: {"a":2}']],
]

describe('a record over the limit is skipped', () => {
  it.each(cases)('%s', async (_, input, expected) => {
    for (const sizes of [[], [1], [40]]) {
      expect(outline(await readAll(input, { sizes, maxBytes: 50 }))).toEqual(expected)
    }
  })

  it('accepts a record of just the limit', async () => {
    expect(await readAll(large, { maxBytes: large.length })).toMatchObject([{ ok: true }])
    expect(await readAll(large, { maxBytes: large.length - 1 })).toMatchObject([{ ok: false }])
  })
})
