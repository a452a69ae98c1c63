import { randomUUID } from 'node:crypto'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { rowsWith } from '../scene/stored-copies.ts'
import { test, type Reply } from './api-test.ts'
import {
  linesOf,
  NDJSON,
  placeOf,
  postLines,
  settled,
  storedItems,
  storedOfLists,
  unknownItems,
} from './bulk-lists.ts'
import { storeConversation } from './store-conversation.ts'

const MIB = 1024 * 1024
const GZIP = { 'content-encoding': 'gzip' }

function expectRefused({ status, body }: Reply, expected: number, code: string): void {
  expect([status, body.type, body.errors[0].code]).toEqual([expected, 'error.list', code])
}

describe('a body that is packed by gzip', () => {
  test.for(['gzip', 'GZIP', 'x-gzip', ' gzip '])(
    'is taken as a list: %j',
    async (encoding, { api, database }) => {
      const headers = { 'content-encoding': encoding }
      const items = await storedItems(database, 3)
      const json = gzipSync(JSON.stringify({ items: items.slice(0, 1) }))
      const asJson = await api.call('POST', '/redaction_jobs', { headers, body: json })
      expect((await settled(api, placeOf(asJson))).body.progress).toMatchObject({ redacted: 1 })
      const lines = gzipSync(linesOf(items.slice(1)))
      const asLines = await postLines(api, lines, '', { headers })
      expect((await settled(api, placeOf(asLines))).body.progress).toMatchObject({ redacted: 2 })
    },
  )

  test('is taken in several pieces, with a byte order mark', async ({ api, database }) => {
    const [one, two] = await storedItems(database, 2)
    const lines = [`\ufeff${linesOf([one!])}`, linesOf([two!])].map((text) => gzipSync(text))
    const reply = await postLines(api, Buffer.concat(lines), '', { headers: GZIP })
    expect((await settled(api, placeOf(reply))).body.progress).toMatchObject({ redacted: 2 })
  })

  test('is taken as one request', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const body = gzipSync(JSON.stringify(redactPart))
    expect((await api.call('POST', '/conversations/redact', { headers: GZIP, body })).status).toBe(
      200,
    )
  })

  test('is many items', { timeout: 13_000 }, async ({ api }) => {
    const body = gzipSync(linesOf(unknownItems(3_000)))
    expect(body.length).toBeLessThan(MIB / 4)
    const reply = await postLines(api, body, '?dry_run=true', { headers: GZIP })
    expect(reply.body.plan).toMatchObject({ total: 3_000 })
  })

  test('is known again by its key', async ({ api }) => {
    const headers = { ...GZIP, 'idempotency-key': randomUUID() }
    const [one, other] = [1, 2].map((count) => gzipSync(linesOf(unknownItems(count))))
    const replies = [
      await postLines(api, one!, '', { headers }),
      await postLines(api, one!, '', { headers }),
      await postLines(api, other!, '', { headers }),
    ]
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 422])
    expect(placeOf(replies[0]!)).toBe(placeOf(replies[1]!))
  })
})

describe('a packed body is refused', () => {
  const good = gzipSync(linesOf(unknownItems(50)))
  const damaged = Buffer.from(good)
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 6) ^ 0xff, damaged.length - 6)

  test.for<[string, Buffer]>([
    ['that is cut off', good.subarray(0, good.length / 2)],
    ['that lacks its last byte', good.subarray(0, -1)],
    ['whose sum is wrong', damaged],
    ['with something after its end', Buffer.concat([good, Buffer.from('{}')])],
    ['that is not packed', Buffer.from(linesOf(unknownItems(1)))],
    ['that is packed by deflate', deflateSync(linesOf(unknownItems(1)))],
  ])('%s, and leaves nothing', async ([, body], { api, database }) => {
    const before = await storedOfLists(database)
    expectRefused(await postLines(api, body, '', { headers: GZIP }), 400, 'parameter_invalid')
    const asJson = { headers: GZIP, body }
    expectRefused(await api.call('POST', '/redaction_jobs', asJson), 400, 'parameter_invalid')
    await expect.poll(() => storedOfLists(database)).toEqual(before)
  })

  test('that is larger than a JSON list may be, once it is unpacked', async ({ api }) => {
    const body = gzipSync(`{"items":[]${' '.repeat(5 * MIB)}}`)
    expect(body.length).toBeLessThan(64 * 1024)
    const call = { headers: GZIP, body }
    expectRefused(await api.call('POST', '/redaction_jobs', call), 413, 'payload_too_large')
    const single = gzipSync(`{${' '.repeat(64 * 1024)}}`)
    const redact = { headers: GZIP, body: single }
    expectRefused(await api.call('POST', '/conversations/redact', redact), 413, 'payload_too_large')
  })

  test('that unpacks to far more than lists do', async ({ api, database }) => {
    const before = await storedOfLists(database)
    const body = gzipSync(Buffer.alloc(20 * MIB, `${' '.repeat(999)}\n`))
    expectRefused(await postLines(api, body, '', { headers: GZIP }), 413, 'payload_too_large')
    await expect.poll(() => storedOfLists(database)).toEqual(before)
  })

  test.for<[string, (text: string) => Buffer]>([
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', Buffer.from],
    ['compress', Buffer.from],
    ['gzip, gzip', (text) => gzipSync(gzipSync(text))],
    ['gzip, identity', gzipSync],
    ['aws-chunked', Buffer.from],
  ])('by %s: 415, and what is taken', async ([encoding, packed], { api, database }) => {
    const headers = { 'content-encoding': encoding }
    const mark = randomUUID()
    const item = { ...unknownItems(1)[0], external_id: mark }
    const replies = [
      await postLines(api, packed(linesOf([item])), '', { headers }),
      await api.call('POST', '/redaction_jobs', {
        ...{ headers, body: packed(JSON.stringify({ items: [item] })) },
      }),
      await api.call('POST', '/conversations/redact', { headers, body: packed('{}') }),
    ]
    for (const reply of replies) {
      expectRefused(reply, 415, 'unsupported_media_type')
      expect(reply.headers.get('accept-encoding')).toBe('gzip')
    }
    expect(await rowsWith(database, mark)).toEqual({})
  })

  test('only where somebody may ask at all', async ({ api }) => {
    const headers = { ...NDJSON, 'content-encoding': 'br' }
    const stranger = await api.call('POST', '/redaction_jobs', { headers, token: undefined })
    expect(stranger.status).toBe(401)
  })
})

test('a body that says it is not packed is taken as it is', async ({ api, database }) => {
  const { redactPart } = await storeConversation(database)
  const reply = await api.redact(redactPart, { headers: { 'content-encoding': 'identity' } })
  expect(reply.status).toBe(200)
})

test('a list of gzip that nobody announced is no text', async ({ api }) => {
  const packed = gzipSync(linesOf(unknownItems(2)))
  const reply = await postLines(api, packed)
  const ended = await settled(api, placeOf(reply))
  expect(ended.body.progress).toMatchObject({ redacted: 0, not_found: 0 })
})
