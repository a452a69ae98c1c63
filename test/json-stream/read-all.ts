import { readRecords, type ReadRecord } from '../../src/json-stream/read-records.ts'

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  // One buffer for all chunks, overwritten each time, as a careless source would have it.
  const reused = new Uint8Array(Math.max(1, ...sizes, bytes.length))
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length)
    const part = bytes.subarray(at, at + size)
    reused.fill(0x5d)
    reused.set(part)
    yield await Promise.resolve(reused.subarray(0, part.length))
    at += size
  }
}

/** Reads a whole text or its bytes, in chunks of the given sizes, taken in turn. */
export async function readAll(
  input: string | Uint8Array,
  options: { sizes?: readonly number[]; maxBytes?: number } = {},
): Promise<ReadRecord[]> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const limits = options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }
  const found: ReadRecord[] = []
  for await (const record of readRecords(inChunks(bytes, options.sizes ?? []), limits)) {
    found.push(record)
  }
  return found
}
