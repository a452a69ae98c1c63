import { describe, expect, it } from 'vitest'
import { readNdjsonItems } from '../../src/items/read-ndjson-items.ts'
import { gathered, inChunks, outline } from './in-chunks.ts'

const KIB = 1024

function line(part: number | string, more: Record<string, unknown> = {}): string {
  const ids = { conversation_id: '1', conversation_part_id: part }
  return JSON.stringify({ type: 'conversation_part', ...ids, ...more })
}

async function read(input: string | Uint8Array, size?: number): Promise<string[]> {
  return (await gathered(readNdjsonItems(inChunks(input, size)))).map(outline)
}

const good = (at: number, part: number | string = at) =>
  `${String(at)} conversation_part 1 ${String(part)} -`
const NOT_JSON = 'parameter_invalid The line is not JSON -'
const TOO_LONG = 'parameter_invalid The line is longer than 64 KiB -'

describe('every line is an item', () => {
  it.each([1, 2, 3, 7, 64, 65_536])(
    'however the input is cut: %i bytes at a time',
    async (size) => {
      const text = `\ufeff${line(1)}\r\n${line(2, { external_id: 'żółw 🐢' })}\n{\n${line(4)}\n`
      expect(await read(text, size)).toEqual([
        good(1),
        '2 conversation_part 1 2 żółw 🐢',
        `3 ${NOT_JSON}`,
        good(4),
      ])
    },
  )

  it.each([
    ['no line end', line(1)],
    ['a line feed', `${line(1)}\n`],
    ['CRLF', `${line(1)}\r\n`],
    ['blank lines', `${line(1)}\n\n \t\r\n`],
  ])('the last one with %s after it', async (_, text) => {
    expect(await read(text)).toEqual([good(1)])
  })

  it('but for blank lines, which only count', async () => {
    expect(await read(`\n\r\n  \n${line(4)}\n\n${line(6)}`)).toEqual([good(4), good(6)])
  })

  it.each(['', '\n\n', '\ufeff'])('and %j has none', async (text) => {
    expect(await read(text)).toEqual([])
  })

  it('with integers of 20 digits kept exactly', async () => {
    const text = line('X').replace('"X"', '12345678901234567890')
    expect(await read(text)).toEqual([good(1, '12345678901234567890')])
  })
})

describe('a broken line is its own problem and no other line’s', () => {
  const invalidUtf8 = Buffer.from(line('é'), 'latin1')
  const invalidEscape = line(1).replace('"1"', '"\\x"')
  it.each([
    ['garbage', Buffer.from('garbage'), NOT_JSON],
    ['half an object', Buffer.from(line(1).slice(0, -5)), NOT_JSON],
    ['a bad escape', Buffer.from(invalidEscape), NOT_JSON],
    ['invalid UTF-8', invalidUtf8, 'parameter_invalid The line is not UTF-8 -'],
    ['a NUL', Buffer.from(`${line(1)}\0`), NOT_JSON],
    ['a byte order mark', Buffer.from(`\ufeff${line(1)}`), NOT_JSON],
    ['another object', Buffer.from(line(1) + line(1)), NOT_JSON],
    ['too much nesting', Buffer.from('['.repeat(9) + ']'.repeat(9)), NOT_JSON],
    ['a list', Buffer.from(`[${line(1)}]`), 'parameter_invalid The item must be a JSON object -'],
    ['too many bytes', Buffer.from(line(1) + ' '.repeat(64 * KIB)), TOO_LONG],
  ])('%s', async (_, bytes, problem) => {
    const around = Buffer.from(`${line(1)}\n`)
    const input = Buffer.concat([around, bytes, Buffer.from(`\n${line(3)}`)])
    for (const size of [5, 64 * KIB, 1024 * KIB]) {
      expect(await read(input, size)).toEqual([good(1), `2 ${problem}`, good(3)])
    }
  })

  it('64 KiB and not a byte more, however it is cut', async () => {
    const fits = line(1).padEnd(64 * KIB)
    for (const size of [1000, 64 * KIB, 1024 * KIB]) {
      expect(await read(`${fits}\n${fits} \n${line(3)}`, size)).toEqual([
        good(1),
        `2 ${TOO_LONG}`,
        good(3),
      ])
    }
    expect(await read(`${fits} `)).toEqual([`1 ${TOO_LONG}`])
  })
})

describe('the input is a stream', () => {
  it('items come at most 1,000 at a time, before more of it is asked for', async () => {
    let asked = 0
    async function* chunks() {
      for (const first of [1, 2501]) {
        asked += 1
        yield await Promise.resolve(Buffer.from(`${line(first)}\n`.repeat(2500)))
      }
    }
    const seen: string[] = []
    for await (const items of readNdjsonItems(chunks())) {
      seen.push(`${String(items.length)} of chunk ${String(asked)}`)
    }
    const sizes = ['1000', '1000', '500']
    expect(seen).toEqual([1, 2].flatMap((at) => sizes.map((n) => `${n} of chunk ${String(at)}`)))
  })

  it('a line without an end is not kept', async () => {
    const block = Buffer.alloc(1024 * KIB, 'x')
    async function* chunks() {
      for (let at = 0; at < 500; at += 1) yield await Promise.resolve(block)
      yield Buffer.from(`\n${line(2)}`)
    }
    const before = process.memoryUsage().arrayBuffers
    expect((await gathered(readNdjsonItems(chunks()))).map(outline)).toEqual([
      `1 ${TOO_LONG}`,
      good(2),
    ])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(block.length * 50)
  })

  it('that is let go of when the reader has enough', async () => {
    let closed = false
    async function* chunks() {
      try {
        while (true) yield await Promise.resolve(Buffer.from(`${line(1)}\n`))
      } finally {
        closed = true
      }
    }
    for await (const items of readNdjsonItems(chunks())) if (items.length > 0) break
    expect(closed).toBe(true)
  })

  it('whose failure is passed on', async () => {
    async function* failing() {
      yield await Promise.resolve(Buffer.from(line(1)))
      throw new Error('connection cut')
    }
    await expect(gathered(readNdjsonItems(failing()))).rejects.toThrow('connection cut')
  })
})
