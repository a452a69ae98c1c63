import type { Hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BrokenBody, LongBody, StalledBody } from './broken-body.ts'

/** A body of any length, read once, as it arrives: while nobody reads on, nothing more is taken in. */
export interface BodyStream extends AsyncIterable<Buffer> {
  /**
   * What was hashed, all of the body included.
   *
   * @throws before the body was read to its end
   */
  fingerprint(): Buffer
}

/** How long a body may take. */
export interface StreamLimits {
  /** Milliseconds that its reader waits for the next byte; those in which he does not read do not count. */
  readonly idle: number
  /** Milliseconds from its first byte to its last. */
  readonly total: number
}

/**
 * Takes a request's body as a stream. It ends only when the body came whole; leaving it early does
 * not end the connection, so that the caller can still be answered.
 *
 * @param hash is given every byte
 * @throws BrokenBody, from the iteration, when the caller went away before its end
 * @throws StalledBody, from the iteration, when nothing more came for too long
 * @throws LongBody, from the iteration, when it took too long as a whole
 */
export function openBodyStream(
  raw: IncomingMessage,
  hash: Hash,
  { allow, ...patience }: StreamLimits & { allow: () => Promise<void> },
): BodyStream {
  let fingerprint: Buffer | undefined
  async function* read(): AsyncGenerator<Buffer> {
    for await (const chunk of arriving(raw, patience)) {
      await allow()
      hash.update(chunk)
      yield chunk
    }
    fingerprint = hash.digest()
  }
  const chunks = read()
  return {
    [Symbol.asyncIterator]: () => chunks,
    fingerprint() {
      if (!fingerprint) throw new Error('the body was not read to its end')
      return fingerprint
    },
  }
}

async function* arriving(
  raw: IncomingMessage,
  { idle, total }: StreamLimits,
): AsyncGenerator<Buffer> {
  const end = performance.now() + total
  const chunks: AsyncIterator<Buffer> = raw.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const left = end - performance.now()
      // What is there already arrives before any timer.
      if (left <= 0) throw new LongBody(total)
      const late = left < idle ? new LongBody(total) : new StalledBody('stalled')
      const next = await within(Math.min(idle, left), chunks.next(), late)
      if (next.done === true) break
      yield next.value
    }
  } catch (error) {
    throw error instanceof BrokenBody ? error : new BrokenBody('cut off', { cause: error })
  } finally {
    // Not awaited: after a stall it waits behind the read that got nothing.
    void chunks.return?.()
  }
  if (!raw.complete) throw new BrokenBody('cut off')
}

async function within<T>(patience: number, arrival: Promise<T>, late: Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const stall = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late), patience)
  })
  try {
    return await Promise.race([arrival, stall])
  } finally {
    clearTimeout(timer)
  }
}
