import { gunzipSync } from 'node:zlib'
import { BrokenGzip, gunzipped } from '../json-stream/gunzipped.ts'
import type { BodyStream } from './body-stream.ts'

/** A body that is too large once it is unpacked. */
class TooLargeUnpacked extends Error {
  override readonly name = 'TooLargeUnpacked'
  readonly statusCode = 413
}

/**
 * Unpacks a body that is held in memory.
 *
 * @param most bytes it may have then; no more than that is ever unpacked
 * @throws BrokenGzip; TooLargeUnpacked
 */
export function unpackBody(packed: Buffer, most: number): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: most })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw code === 'ERR_BUFFER_TOO_LARGE' ? new TooLargeUnpacked() : new BrokenGzip()
  }
}

/** Unpacks a body that is taken as a stream; its fingerprint is that of the bytes as they came. */
export function unpackStream(packed: BodyStream): BodyStream {
  const chunks = gunzipped(packed)
  return {
    [Symbol.asyncIterator]: () => chunks,
    fingerprint: () => packed.fingerprint(),
  }
}
