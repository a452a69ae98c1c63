import { describe, expect, it } from 'vitest'
import { readRecords } from '../../src/json-stream/read-records.ts'

const CHUNK = 64 * 1024

/** Hundreds of chunks, each of some records. */
const BYTES = 20e6

/** An array of records as a stream that says how much of it was taken and if it was let go. */
function longArray(bytes: number) {
  const record = JSON.stringify({ type: 'conversation', body: 'ż, ]"} '.repeat(1500) })
  const block = Buffer.from(`${record},\n`.repeat(20))
  const state = { taken: 0, closed: false }
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield await Promise.resolve(Buffer.from('['))
      for (let at = 0; state.taken < bytes; at = (at + CHUNK) % block.length) {
        const chunk = block.subarray(at, at + CHUNK)
        state.taken += chunk.length
        yield chunk
        if (at + CHUNK >= block.length) at = -CHUNK
      }
    } finally {
      state.closed = true
    }
  }
  return { state, chunks, recordBytes: Buffer.byteLength(record) }
}

describe('streaming', () => {
  it('never takes more than a chunk ahead of the record it yields', async () => {
    const { state, chunks, recordBytes } = longArray(BYTES)
    let read = 0
    let furthestAhead = 0
    for await (const record of readRecords(chunks())) {
      if (!record.ok) continue
      read += record.bytes + 2
      furthestAhead = Math.max(furthestAhead, state.taken - read)
    }
    expect(read).toBeGreaterThan(BYTES - CHUNK - recordBytes)
    expect(furthestAhead).toBeLessThanOrEqual(CHUNK + recordBytes)
  })

  it('lets go of the input when the reader has enough', async () => {
    const { state, chunks } = longArray(BYTES)
    for await (const record of readRecords(chunks())) if (record.ok) break
    expect(state.closed).toBe(true)
    expect(state.taken).toBeLessThanOrEqual(CHUNK)
  })

  it('passes on what the input throws', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('[{"a":1},'))
      throw new Error('disk gone')
    }
    const reading = async () => {
      for await (const record of readRecords(failing())) expect(record.ok).toBe(true)
    }
    await expect(reading()).rejects.toThrow('disk gone')
  })
})
