import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/json-stream/json-object.ts'
import { readAll } from './read-all.ts'

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 })

function withoutMinusZero(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !Object.is(value, -0)
  return Object.values(value).every(withoutMinusZero)
}

/** Not a page: those stand for other records. */
const records = fc
  .array(
    fc
      .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' }))
      .map((record) => ({ ...record, type: 'conversation' })),
    { maxLength: 6 },
  )
  .filter(withoutMinusZero)
  .filter((list) => !JSON.stringify(list).includes('\\u0000'))

const writers: Record<string, (list: JsonObject[]) => string> = {
  ndjson: (list) => list.map((record) => JSON.stringify(record)).join('\n'),
  'ndjson with CRLF': (list) => list.map((record) => `${JSON.stringify(record)}\r\n`).join('\r\n'),
  array: (list) => JSON.stringify(list),
  'pretty array': (list) => JSON.stringify(list, null, 2),
  page: (list) => JSON.stringify({ type: 'list', data: list }),
  'pretty page': (list) =>
    JSON.stringify({ conversations: list, type: 'conversation.list' }, null, 2),
}

/** Pieces that make all kinds of nearly valid input. */
const pieces = fc.constantFrom(
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\n', '\r\n', ' ', 'ż', '😀', '\ufeff', '\\u0000'],
  ...['"a"', '{"a":1}', '{"a":1}\n', '1e400', '12', '"type":"list"', '"data":', '{"b":"\\"]"}'],
)

describe('chunk borders', () => {
  it('may fall anywhere in any input', async () => {
    const input = fc.array(pieces, { maxLength: 25 }).map((list) => list.join(''))
    await fc.assert(
      fc.asyncProperty(input, sizes, async (text, chunks) => {
        expect(await readAll(text, { sizes: chunks })).toEqual(await readAll(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('may fall anywhere in any bytes under any limit', async () => {
    const input = fc.array(
      fc.oneof(
        pieces.map((text) => Buffer.from(text)),
        fc.uint8Array(),
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        input,
        sizes,
        fc.integer({ min: 1, max: 30 }),
        async (list, chunks, maxBytes) => {
          const bytes = Buffer.concat(list)
          const whole = await readAll(bytes, { maxBytes })
          expect(await readAll(bytes, { sizes: chunks, maxBytes })).toEqual(whole)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('records come back as they were written', () => {
  it.each(Object.entries(writers))('%s', async (_, write) => {
    await fc.assert(
      fc.asyncProperty(records, sizes, async (list, chunks) => {
        const found = await readAll(write(list), { sizes: chunks })
        expect(found.map((it) => (it.ok ? it.record : it))).toEqual(list)
      }),
    )
  })

  it('one pretty document', async () => {
    await fc.assert(
      fc.asyncProperty(records, sizes, async (list, chunks) => {
        const record = { list }
        const found = await readAll(JSON.stringify(record, null, 2), { sizes: chunks })
        expect(found).toMatchObject([{ ok: true, line: 1, record }])
      }),
    )
  })
})
