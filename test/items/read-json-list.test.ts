import { describe, expect, it } from 'vitest'
import { readJsonList } from '../../src/items/read-json-list.ts'
import { UnreadableList } from '../../src/items/unreadable-list.ts'
import { gathered, inChunks, outline } from './in-chunks.ts'

const part = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }
const GOOD = 'conversation_part 1 2 -'

async function read(input: string | Uint8Array, size?: number): Promise<string[]> {
  return (await gathered(readJsonList(inChunks(input, size)))).map(outline)
}

describe('an array is a list', () => {
  it.each([1, 5, 65_536])('however it is cut: %i bytes at a time', async (size) => {
    const text = `\ufeff ${JSON.stringify([part, 7, part], null, 2)}\n`
    expect(await read(text, size)).toEqual([
      `1 ${GOOD}`,
      '2 parameter_invalid The item must be a JSON object -',
      `3 ${GOOD}`,
    ])
  })

  it('of nothing, too', async () => {
    expect(await read('[ ]')).toEqual([])
  })

  it('whose broken elements harm no other', async () => {
    const good = JSON.stringify(part)
    const long = JSON.stringify({ ...part, note: 'x'.repeat(65_536) })
    expect(await read(`[${good},{"a" 1},,${long},${good}]`)).toEqual([
      `1 ${GOOD}`,
      '2 parameter_invalid The item is not JSON -',
      '3 parameter_invalid The item is not JSON -',
      '4 parameter_invalid The item is longer than 64 KiB -',
      `5 ${GOOD}`,
    ])
  })

  it('that is handed over 1,000 items at a time', async () => {
    const sizes: number[] = []
    const text = JSON.stringify(Array.from({ length: 2500 }, () => part))
    for await (const items of readJsonList(inChunks(text))) sizes.push(items.length)
    expect(sizes).toEqual([1000, 1000, 500])
  })
})

describe('an object with items is a list', () => {
  it('on one line or several', async () => {
    for (const space of [0, 2]) {
      const text = JSON.stringify({ items: [part, null] }, null, space)
      expect(await read(text, 11)).toEqual([
        `1 ${GOOD}`,
        '2 parameter_invalid The item must be a JSON object -',
      ])
    }
  })

  it('with 20 digits kept exactly', async () => {
    const text = JSON.stringify({ items: [part] }).replace('"2"', '12345678901234567890')
    expect(await read(text)).toEqual(['1 conversation_part 1 12345678901234567890 -'])
  })
})

describe('a document is unreadable', () => {
  it.each([
    ['an item', JSON.stringify(part)],
    ['items that are no list', '{"items":{}}'],
    ['options beside the items', JSON.stringify({ items: [part], dry_run: true })],
    ['broken JSON', '{"items":['],
    ['nothing', ''],
    ['a word', 'items'],
    ['not UTF-8', Buffer.from('{"items":["é"]}', 'latin1')],
  ])('when it is %s', async (_, input) => {
    const reading = read(input)
    await expect(reading).rejects.toThrow(UnreadableList)
    await expect(reading).rejects.toThrow('an object with only `items`')
  })

  it.each([
    ['[', 'ends before'],
    [`[${JSON.stringify(part)}`, 'ends before'],
    ['[{"type":', 'ends before'],
    ['[]]', 'goes on after'],
    [`[${JSON.stringify(part)}] x`, 'goes on after'],
  ])('when the array is %j', async (text, where) => {
    const reading = read(text)
    await expect(reading).rejects.toThrow(UnreadableList)
    await expect(reading).rejects.toThrow(where)
  })

  it('when an object is longer than 5 MiB', async () => {
    const reading = read(JSON.stringify({ items: ['x'.repeat(5 * 1024 * 1024)] }))
    await expect(reading).rejects.toThrow('may hold 5 MiB')
  })
})
