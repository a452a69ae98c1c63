import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { test } from '../database-test.ts'
import { storedOfLists } from '../http/bulk-lists.ts'
import { fileOf, runOn, storedItems, type ListItem } from './list-files.ts'
import { MANY_COMMANDS } from './run-unsaid.ts'

const HEADER = 'type, conversation_id, conversation_part_id'

const csvOf = (items: readonly ListItem[]) =>
  [HEADER, ...items.map((item) => Object.values(item).join(', '))].join('\n')

const linesOf = (items: readonly ListItem[]) =>
  items.map((item) => `${JSON.stringify(item)}\n`).join('')

describe('unsaid bulk', { timeout: MANY_COMMANDS }, () => {
  test('takes packed files, and blanks after commas', async ({ database }) => {
    const { parts } = await storedItems(database, 4)
    const [one, two, three, four] = parts.map((part) => [part])
    const files: [string, string | Uint8Array][] = [
      ['list.csv', csvOf(one!)],
      ['list.csv.gz', gzipSync(`\ufeff${csvOf(two!)}`)],
      ['items.ndjson.gz', gzipSync(linesOf(three!))],
      ['no-name-that-says-it', gzipSync(JSON.stringify({ items: four! }))],
    ]
    for (const [name, content] of files) {
      const ran = await runOn(database, ['bulk', await fileOf(content, name), '--yes', '--json'])
      expect([name, ran.code, ran.stderr]).toEqual([name, 0, ''])
      expect(JSON.parse(ran.stdout)).toMatchObject({ progress: { total: 1, redacted: 1 } })
    }
  })

  test('names what is no list, and leaves nothing', async ({ database }) => {
    const before = await storedOfLists(database)
    const csv = `${HEADER}\nconversation_part, 1, 2\n`
    const packed = gzipSync(csv)
    const files: [string, Uint8Array, string][] = [
      ['list.csv', Buffer.from(`\ufeff${csv}`, 'utf16le'), 'is UTF-16'],
      ['list.ndjson', Buffer.from('\ufeff{"type":"source"}', 'utf16le'), 'is UTF-16'],
      ['list.csv', Buffer.from(csv.replaceAll('\n', '\r')), 'end in CR alone'],
      ['list.csv.gz', packed.subarray(0, -9), 'cut off or damaged'],
      ['list.csv.gz', gzipSync(Buffer.from(csv, 'utf16le')), 'is UTF-16'],
      ['list.ndjson.gz', gzipSync(Buffer.alloc(32 * 1024 * 1024, '\n')), '200 times its size'],
    ]
    for (const [name, content, reason] of files) {
      const file = await fileOf(content, name)
      const ran = await runOn(database, ['bulk', file, '--yes'])
      expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(reason)])
      expect(ran.stderr).toContain(file)
    }
    expect(await storedOfLists(database)).toEqual(before)
  })
})

test('an address in UTF-16, as some shells write files, is told', async ({ database }) => {
  const file = await fileOf(Buffer.from('\ufeffada@example.org\r\n', 'utf16le'), 'who.txt')
  const ran = await runOn(database, ['erase', '--email', `@${file}`, '--yes'])
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('must hold UTF-8')])
})
