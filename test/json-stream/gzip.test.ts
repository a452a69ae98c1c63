import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readRecords } from '../../src/json-stream/read-records.ts'

const RECORDS = Array.from({ length: 300 }, (_, id) => ({ id, text: `żółć ${id}`.repeat(20) }))
const LINES = RECORDS.map((one) => JSON.stringify(one)).join('\n')
const GZIP = gzipSync(LINES)
const REASON = 'the gzip data is cut off or damaged: what came before that is taken'

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  const reused = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(reused.subarray(0, bytes.copy(reused, 0, at, at + size)))
  }
}

async function readAll(bytes: Buffer, size = 4_096) {
  const good: unknown[] = []
  const bad: string[] = []
  for await (const read of readRecords(inChunks(bytes, size))) {
    if (read.ok) good.push(read.record)
    else bad.push(read.reason)
  }
  return { good, bad }
}

describe('input packed by gzip', () => {
  const small = '{"id":1}\n{"id":2}'
  it.each<[string, Buffer, number?]>([
    ['whole', GZIP],
    ['in chunks of one byte', GZIP, 1],
    ['in one chunk', GZIP, GZIP.length],
    ['hardly packed', gzipSync(LINES, { level: 0 })],
    ['well packed', gzipSync(LINES, { level: 9 })],
    ['of two members, cut within a record', twoMembers()],
    ['padded with zeros', Buffer.concat([GZIP, Buffer.alloc(512)])],
    ['as an array', gzipSync(JSON.stringify(RECORDS))],
    ['as a page', gzipSync(JSON.stringify({ type: 'list', data: RECORDS }))],
    ['with a byte order mark inside', gzipSync(`\ufeff${LINES}`)],
    ['with a name in its header', withName(GZIP)],
  ])('%s is read as it was before', async (_, bytes, size) => {
    const { good, bad } = await readAll(bytes, size)
    expect(bad).toEqual([])
    expect(good).toEqual(RECORDS)
  })

  it('with nothing in it holds no records', async () => {
    expect(await readAll(gzipSync(''))).toEqual({ good: [], bad: [] })
  })

  it.each([
    ['cut in the middle', GZIP.subarray(0, GZIP.length / 2)],
    ['cut before its last byte', GZIP.subarray(0, -1)],
    ['cut in its header', GZIP.subarray(0, 5)],
    ['of two bytes', GZIP.subarray(0, 2)],
    ['with a wrong checksum', Buffer.concat([GZIP.subarray(0, -8), Buffer.alloc(8)])],
    ['with something after it', Buffer.concat([GZIP, Buffer.from('{"id":1}')])],
    ['of another method', Buffer.from([0x1f, 0x8b, 0x09, 0, 0, 0, 0, 0, 0, 0])],
  ])('%s is told, and what came before it is taken', async (_, bytes) => {
    const { good, bad } = await readAll(bytes)
    expect(bad.at(-1)).toBe(REASON)
    expect(good).toEqual(RECORDS.slice(0, good.length))
    expect(bad.length).toBeLessThanOrEqual(2)
  })

  it('is let go of early', async () => {
    let isClosed = false
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* inChunks(GZIP, 100)
      } finally {
        isClosed = true
      }
    }
    for await (const read of readRecords(source())) {
      expect(read).toMatchObject({ ok: true, record: { id: 0 } })
      break
    }
    expect(isClosed).toBe(true)
  })

  it('that fails fails with what its source threw', async () => {
    const failure = new Error('the disk is gone')
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* inChunks(GZIP.subarray(0, 1_000), 100)
      throw failure
    }
    const reading = (async () => {
      for await (const _ of readRecords(source()));
    })()
    await expect(reading).rejects.toBe(failure)
  })

  it('does not make a file of two bytes something else', async () => {
    expect(await readAll(Buffer.from('{}'))).toEqual({ good: [{}], bad: [] })
    expect(await readAll(Buffer.from(small), 1)).toEqual({ good: [{ id: 1 }, { id: 2 }], bad: [] })
    expect(await readAll(Buffer.from('{'))).toMatchObject({ good: [] })
    expect(await readAll(Buffer.alloc(0))).toEqual({ good: [], bad: [] })
  })
})

function twoMembers(): Buffer {
  const at = Math.floor(LINES.length / 2)
  return Buffer.concat([gzipSync(LINES.slice(0, at)), gzipSync(LINES.slice(at))])
}

/** What `gzip FILE` writes; zlib leaves the name out. */
function withName(bytes: Buffer): Buffer {
  const header = Buffer.from(bytes.subarray(0, 10))
  header[3] = 0x08
  return Buffer.concat([header, Buffer.from('export.ndjson\0'), bytes.subarray(10)])
}
