import { gunzipped } from './gunzipped.ts'

const MAGIC = [0x1f, 0x8b] as const

/**
 * The bytes of a file that may be gzip data, unpacked if they are: no text begins with its mark,
 * which is not UTF-8.
 *
 * @throws BrokenGzip, GzipBomb, and whatever `input` itself throws
 */
export async function* unpacked(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const source = input[Symbol.asyncIterator]()
  const begun: Uint8Array[] = []
  for (let size = 0; size < MAGIC.length; size = sizeOf(begun)) {
    const next = await source.next()
    if (next.done === true) break
    // A source may use its chunk again once the next is asked for.
    begun.push(Uint8Array.from(next.value))
  }
  const all = rest(begun, source)
  yield* isGzip(begun) ? gunzipped(all) : all
}

function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((size, { length }) => size + length, 0)
}

function isGzip(begun: readonly Uint8Array[]): boolean {
  const bytes = Buffer.concat(begun)
  return MAGIC.every((byte, at) => bytes[at] === byte)
}

async function* rest(
  begun: readonly Uint8Array[],
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* begun
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      yield next.value
    }
  } finally {
    await source.return?.()
  }
}
