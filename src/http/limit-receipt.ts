import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BodyStream } from './body-stream.ts'
import { createShares, type Shares } from './shares.ts'
import { isStream } from './stream-bodies.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a list that comes as a stream has brought so far; undefined for other requests. */
    receipt: Receipt | undefined
  }
}

/**
 * What the lists of one workspace may bring until they are accepted; 0, or absent: as much as they
 * like. Rows of a list in receipt are nobody's job yet, so no other limit counts them.
 */
export interface ReceiptLimits {
  readonly items?: number | undefined
  /** Unpacked. */
  readonly bytes?: number | undefined
}

type Counted = keyof ReceiptLimits

interface Receipt {
  /** @throws LongList, FullReceipt */
  take(what: Counted, amount: number): void
}

/** One list that is longer than all lists of a workspace may be together. */
export class LongList extends Error {
  override readonly name = 'LongList'

  constructor(what: Counted, most: number) {
    super(`A list may have ${most.toLocaleString('en')} ${what}: send it in parts`)
  }
}

/** Lists of one workspace that are longer together than they may be. */
export class FullReceipt extends Error {
  override readonly name = 'FullReceipt'

  constructor(what: Counted) {
    super(
      `This workspace is sending too many ${what} of lists at once; try again when one has arrived`,
    )
  }
}

/** Counts what lists bring while they come in, until their connection is done with them. */
export function limitReceipt(server: FastifyInstance, limits: ReceiptLimits): void {
  const { items = 0, bytes = 0 } = limits
  const most = { items, bytes }
  const shares = { items: createShares(items), bytes: createShares(bytes) }
  server.decorateRequest('receipt', undefined)
  server.addHook('onRequest', (request, reply, done) => {
    const { caller } = request
    if (caller && isStream(request)) {
      request.receipt = openReceipt(caller.workspace, reply, { most, shares })
    }
    done()
  })
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.bodyStream) request.bodyStream = countBytes(request.bodyStream, request)
    done()
  })
}

interface Room {
  readonly most: Readonly<Record<Counted, number>>
  readonly shares: Readonly<Record<Counted, Shares>>
}

function openReceipt(workspace: string, reply: FastifyReply, { most, shares }: Room): Receipt {
  const brought = { items: 0, bytes: 0 }
  const givesBack: (() => void)[] = []
  reply.raw.once('close', () => {
    for (const giveBack of givesBack) giveBack()
  })
  return {
    take(what, amount) {
      brought[what] += amount
      if (most[what] > 0 && brought[what] > most[what]) throw new LongList(what, most[what])
      const giveBack = shares[what].take(workspace, amount)
      if (!giveBack) throw new FullReceipt(what)
      givesBack.push(giveBack)
    },
  }
}

function countBytes(stream: BodyStream, request: FastifyRequest): BodyStream {
  async function* read(): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      request.receipt?.take('bytes', chunk.length)
      yield chunk
    }
  }
  const chunks = read()
  return { [Symbol.asyncIterator]: () => chunks, fingerprint: () => stream.fingerprint() }
}

/** The same items, counted as they are read. */
export async function* countItems<Batch extends readonly unknown[]>(
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  request: FastifyRequest,
): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    request.receipt?.take('items', batch.length)
    yield batch
  }
}
