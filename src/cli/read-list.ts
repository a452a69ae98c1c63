import type { Hash } from 'node:crypto'
import type { Item } from '../items/item.ts'
import { readItems } from '../items/read-items.ts'
import { sniffFormat, type ListFormat } from '../items/sniff-format.ts'

export interface ReadListOptions {
  /** Tells the format if it is not given. */
  readonly file: string
  readonly format: ListFormat | undefined
  /** Is told every byte. */
  readonly fingerprint: Hash
}

/** What `sniffFormat` needs to see. */
const ENOUGH_TO_SNIFF = 1_024

/**
 * Reads the items of a list from its bytes, as they come.
 *
 * @throws UnreadableList when it can't be told apart into items
 */
export async function* readList(
  input: AsyncIterable<Uint8Array>,
  { file, format, fingerprint }: ReadListOptions,
): AsyncGenerator<Item[], void> {
  const source = input[Symbol.asyncIterator]()
  const begun: Uint8Array[] = []
  for (let size = 0; size < ENOUGH_TO_SNIFF;) {
    const next = await source.next()
    if (next.done) break
    begun.push(next.value)
    size += next.value.length
  }
  const name = file === '-' ? '' : file
  const chunks = fingerprinted(begun, source, fingerprint)
  yield* readItems(chunks, format ?? sniffFormat(Buffer.concat(begun), name))
}

async function* fingerprinted(
  begun: readonly Uint8Array[],
  source: AsyncIterator<Uint8Array>,
  fingerprint: Hash,
): AsyncGenerator<Uint8Array, void> {
  for (const chunk of begun) {
    fingerprint.update(chunk)
    yield chunk
  }
  for (let next = await source.next(); !next.done; next = await source.next()) {
    fingerprint.update(next.value)
    yield next.value
  }
}
