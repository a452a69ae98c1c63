const BOM = Buffer.from([0xef, 0xbb, 0xbf])

function cut(start: Buffer): Buffer {
  return start.subarray(0, 3).equals(BOM) ? start.subarray(3) : start
}

/** The same bytes without a byte order mark at their very beginning, which chunks may split. */
export async function* withoutBom(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let start: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (start === undefined) {
      yield bytes
      continue
    }
    start = start.length === 0 ? Buffer.from(bytes) : Buffer.concat([start, bytes])
    if (start.length < BOM.length) continue
    yield cut(start)
    start = undefined
  }
  if (start !== undefined) yield cut(start)
}
