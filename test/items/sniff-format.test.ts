import { expect, it } from 'vitest'
import { readItems } from '../../src/items/read-items.ts'
import { sniffFormat, type ListFormat } from '../../src/items/sniff-format.ts'
import { gathered, inChunks, outline } from './in-chunks.ts'

const item = '{"type":"source","conversation_id":1,"source_id":3}'

it.each<[string, string | undefined, ListFormat]>([
  [item, undefined, 'ndjson'],
  [`\ufeff\r\n ${item}\n${item}`, undefined, 'ndjson'],
  [item, 'list.json', 'ndjson'],
  ['', undefined, 'ndjson'],
  ['type,conversation_id', undefined, 'csv'],
  ['"type","conversation_id"', 'list.txt', 'csv'],
  ['{', 'list.CSV', 'csv'],
  ['{', 'list.csv.gz', 'csv'],
  ['garbage', 'list.ndjson.gz', 'ndjson'],
  ['', 'list.csv', 'csv'],
  ['garbage', 'list.ndjson', 'ndjson'],
  [`[${item}]`, undefined, 'json'],
  [`\ufeff\n[\n`, 'list.txt', 'json'],
  [`{"items":[${item}]}`, undefined, 'json'],
  [`{ "dry_run": true, "items" : [`, undefined, 'json'],
  ['{\r\n  "items": [', undefined, 'json'],
  [`{"external_id":"\\"items\\":["}`, undefined, 'ndjson'],
])('%j in %s is %s', (text, name, format) => {
  expect(sniffFormat(Buffer.from(text), name)).toBe(format)
})

it.each([
  [item, '1 source 1 3 -'],
  [`[${item}]`, '1 source 1 3 -'],
  [`{"items":[${item}]}`, '1 source 1 3 -'],
  ['type,conversation_id,source_id\nsource,1,3', '2 source 1 3 -'],
])('%j is read in the format it has', async (text, read) => {
  const format = sniffFormat(Buffer.from(text))
  expect((await gathered(readItems(inChunks(text), format))).map(outline)).toEqual([read])
})
