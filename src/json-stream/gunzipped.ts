import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** What says to be gzip is cut off or damaged; the message is for the user. */
export class BrokenGzip extends Error {
  override readonly name = 'BrokenGzip'

  constructor() {
    super('The gzip data is cut off or damaged')
  }
}

/** Gzip data that unpacks to much more than lists and exports do; the message is for the user. */
export class GzipBomb extends Error {
  override readonly name = 'GzipBomb'

  constructor() {
    super(`The gzip data unpacks to more than ${String(MOST_TIMES)} times its size`)
  }
}

/** Bytes that are unpacked whatever they came from. */
const FREE = 16 * 1024 * 1024

/** A list of equal lines but for their ids packs to a fortieth; gzip's limit is a thousandth. */
const MOST_TIMES = 200

/**
 * Unpacks gzip data, of one member or several, as it comes: no more than some chunks are in memory.
 * Leaving the loop early lets go of the input.
 *
 * @throws BrokenGzip, GzipBomb, and whatever `packed` itself throws
 */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  const size = { packed: 0, unpacked: 0 }
  const gunzip = createGunzip()
  const packing = pipeline(counted(packed, size), gunzip)
  // The loop below is told of the same.
  packing.catch(() => undefined)
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size.unpacked += chunk.length
      if (size.unpacked > FREE && size.unpacked > size.packed * MOST_TIMES) throw new GzipBomb()
      yield chunk
    }
  } catch (error) {
    throw isOfZlib(error) ? new BrokenGzip() : error
  } finally {
    gunzip.destroy()
  }
}

async function* counted(
  packed: AsyncIterable<Uint8Array>,
  size: { packed: number },
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of packed) {
    size.packed += chunk.length
    // A source may use its chunk again once the next is asked for, and the pipeline asks ahead.
    yield Uint8Array.from(chunk)
  }
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
