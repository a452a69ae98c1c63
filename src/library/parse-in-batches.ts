import type { Hash } from 'node:crypto'
import type { Item } from '../items/item.ts'
import { LARGEST_BATCH } from '../items/limits.ts'
import { parseItem } from '../items/parse-item.ts'

/**
 * Parses items as they come; the line of each is its index + 1.
 *
 * @param fingerprint is told what each item asks for
 */
export async function* parseInBatches(
  values: Iterable<unknown> | AsyncIterable<unknown>,
  fingerprint: Hash,
): AsyncGenerator<Item[], void> {
  let batch: Item[] = []
  let line = 0
  for await (const value of values) {
    line += 1
    const item = parseItem(line, value)
    fingerprint.update(`${JSON.stringify(item)}\n`)
    batch.push(item)
    if (batch.length < LARGEST_BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
