import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BrokenGzip, GzipBomb, gunzipped } from '../../src/json-stream/gunzipped.ts'
import { unpacked } from '../../src/json-stream/unpacked.ts'

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(Uint8Array.from(chunk))
  return Buffer.concat(all).toString()
}

const TEXT = 'żółw 🐢\n'.repeat(10_000)
const packed = gzipSync(TEXT)
const SIZES = [1, 2, 7, 65_536]

describe('a file is read', () => {
  it.each(SIZES)('that is packed, %i bytes at a time', async (size) => {
    expect(await textOf(unpacked(cut(packed, size)))).toBe(TEXT)
  })

  it.each(SIZES)('that is not, %i bytes at a time', async (size) => {
    expect(await textOf(unpacked(cut(Buffer.from(TEXT), size)))).toBe(TEXT)
  })

  it('that was packed in several pieces', async () => {
    const pieces = Buffer.concat([gzipSync('one\n'), gzipSync(''), gzipSync('two\n')])
    expect(await textOf(unpacked(cut(pieces, 3)))).toBe('one\ntwo\n')
  })

  it.each(['', 'a', '\ufeff{}'])('that holds next to nothing: %j', async (text) => {
    expect(await textOf(unpacked(cut(Buffer.from(text), 1)))).toBe(text)
    expect(await textOf(unpacked(cut(gzipSync(text), 1)))).toBe(text)
  })

  it('that begins like gzip and is too short to be any', async () => {
    expect(await textOf(unpacked(cut(Buffer.from([0x1f]), 1)))).toBe('\x1f')
  })
})

describe('gzip data is refused', () => {
  const damaged = Buffer.from(packed)
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 6) ^ 0xff, damaged.length - 6)

  it.each<[string, Uint8Array]>([
    ['that is cut off', packed.subarray(0, packed.length / 2)],
    ['that lacks its last byte', packed.subarray(0, -1)],
    ['that is only begun', packed.subarray(0, 2)],
    ['whose sum is wrong', damaged],
    ['with something after its end', Buffer.concat([packed, Buffer.from('{"type":"source"}')])],
    ['of an unknown method', Buffer.from([0x1f, 0x8b, 0x07, 0, 0, 0, 0, 0, 0, 0])],
  ])('%s', async (_, bytes) => {
    for (const size of [5, 65_536]) {
      await expect(textOf(unpacked(cut(bytes, size)))).rejects.toThrow(BrokenGzip)
    }
  })

  it('that unpacks to far more than it is, long before its end', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
    let read = 0
    const reading = (async () => {
      for await (const chunk of gunzipped(cut(bomb, 1_024))) read += chunk.length
    })()
    await expect(reading).rejects.toThrow(GzipBomb)
    expect(read).toBeLessThan(20 * 1024 * 1024)
  })

  it('but not when a little unpacks to a lot that is bearable', async () => {
    const text = ' '.repeat(16 * 1024 * 1024)
    expect((await textOf(gunzipped(cut(gzipSync(text), 65_536)))).length).toBe(text.length)
  })
})

it('what the source throws is thrown on, and the source is let go of', async () => {
  let isLetGo = false
  async function* failing() {
    try {
      yield packed.subarray(0, 30)
      throw new Error('the disk is gone')
    } finally {
      isLetGo = true
    }
  }
  await expect(textOf(unpacked(failing()))).rejects.toThrow('the disk is gone')
  expect(isLetGo).toBe(true)

  isLetGo = false
  async function* endless() {
    try {
      for (;;) yield packed
    } finally {
      isLetGo = true
    }
  }
  for await (const chunk of unpacked(endless())) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }
  await expect.poll(() => isLetGo).toBe(true)
})
