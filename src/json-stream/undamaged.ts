import { BrokenGzip, GzipBomb } from './gunzipped.ts'
import { problemReasons } from './problem-reasons.ts'
import { unpacked } from './unpacked.ts'

export interface Undamaged {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Why no more came, once all bytes are read; undefined when they are whole. */
  readonly problem: () => string | undefined
}

/** Bytes, unpacked if gzip packed them; where they are damaged they end, and it is told why. */
export function undamaged(input: AsyncIterable<Uint8Array>): Undamaged {
  let problem: string | undefined
  async function* bytes(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* unpacked(input)
    } catch (error) {
      problem = reasonOf(error)
    }
  }
  return { bytes: bytes(), problem: () => problem }
}

/** @throws what is not about the packing */
function reasonOf(error: unknown): string {
  if (error instanceof BrokenGzip) return problemReasons.brokenGzip
  if (error instanceof GzipBomb) return problemReasons.gzipBomb
  throw error
}
