import { describe, expect, it } from 'vitest'
import { readItems } from '../../src/items/read-items.ts'
import type { ListFormat } from '../../src/items/sniff-format.ts'
import { sniffFormat } from '../../src/items/sniff-format.ts'
import { UnreadableList } from '../../src/items/unreadable-list.ts'
import { gathered, inChunks, outline } from './in-chunks.ts'

const CSV = 'type,conversation_id,source_id\nsource,1,3\n'
const ITEM = '{"type":"source","conversation_id":1,"source_id":3}'
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const bigEndian = (text: string) => utf16(text).swap16()

async function read(input: string | Uint8Array, format: ListFormat, size?: number) {
  return (await gathered(readItems(inChunks(input, size), format))).map(outline)
}

describe('UTF-16 is told by name', () => {
  it.each<[string, Buffer, string?]>([
    ['a CSV of Excel', utf16(`\ufeff${CSV}`), 'list.csv'],
    ['the same with tabs', utf16(`\ufeff${CSV.replaceAll(',', '\t')}`), 'list.txt'],
    ['the other way round', bigEndian(`\ufeff${CSV}`), 'list.csv'],
    ['without a mark', utf16(CSV), 'list.csv'],
    ['without a mark, the other way round', bigEndian(CSV), 'list.csv'],
    ['from standard input', utf16(`\ufeff${CSV}`)],
    ['items on lines', utf16(`\ufeff${ITEM}\n${ITEM}`), 'list.ndjson'],
    ['items on lines of standard input', utf16(`\ufeff${ITEM}`)],
    ['a JSON list', utf16(`\ufeff[${ITEM}]`), 'list.json'],
    ['a JSON list without a mark', utf16(`[${ITEM}]`), 'list.json'],
    ['one line without an end', utf16('\ufefftype'), 'list.csv'],
  ])('%s', async (_, bytes, name) => {
    for (const size of [1, 3, 65_536]) {
      const reading = read(bytes, sniffFormat(bytes, name), size)
      await expect(reading).rejects.toThrow(UnreadableList)
      await expect(read(bytes, sniffFormat(bytes, name), size)).rejects.toThrow('UTF-16')
    }
  })
})

describe('line ends of CR alone are told by name', () => {
  const cr = (text: string) => text.replaceAll('\n', '\r')

  it.each<[string, string, ListFormat]>([
    ['a CSV', cr(CSV), 'csv'],
    ['with a byte order mark', `\ufeff${cr(CSV)}`, 'csv'],
    ['without an end of the last line', cr(CSV.trim()), 'csv'],
    ['a long one', cr(`type,conversation_id,source_id\n${'source,1,3\n'.repeat(20_000)}`), 'csv'],
    ['items on lines', `${ITEM}\r${ITEM}\r`, 'ndjson'],
  ])('%s', async (_, text, format) => {
    for (const size of [1_000, 65_536]) {
      await expect(read(text, format, size)).rejects.toThrow('CR alone')
    }
  })

  it.each<[string, string, ListFormat, string]>([
    ['a line that ends in one', `${ITEM}\r`, 'ndjson', '1 source 1 3 -'],
    ['a JSON list between', `[\r${ITEM}\r]`, 'json', '1 source 1 3 -'],
    ['CRLF', CSV.replaceAll('\n', '\r\n'), 'csv', '2 source 1 3 -'],
    [
      'one inside of a cell',
      `${CSV.slice(0, -1)},"a\rb"\n`.replace('id\n', 'id,note\n'),
      'csv',
      '2 source 1 3 -',
    ],
  ])('and not where they mean nothing: %s', async (_, text, format, item) => {
    expect(await read(text, format)).toEqual([item])
  })
})

it('what is neither is read as it comes, and as it was', async () => {
  expect(await read(CSV, 'csv', 1)).toEqual(['2 source 1 3 -'])
  expect(await read(ITEM, 'ndjson', 1)).toEqual(['1 source 1 3 -'])
  expect(await read('', 'ndjson')).toEqual([])
  const many = `type,conversation_id,source_id\n${'source,1,3\n'.repeat(20_000)}`
  expect(await read(many, 'csv', 100_000)).toHaveLength(20_000)
})
