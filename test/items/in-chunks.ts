import type { Item } from '../../src/items/item.ts'
import type { RequestProblem } from '../../src/request/parse-redaction-request.ts'

/** Bytes in chunks of one size, through a buffer that is used again for each of them. */
export async function* inChunks(
  input: string | Uint8Array,
  size = 64 * 1024,
): AsyncGenerator<Uint8Array> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const reused = new Uint8Array(size)
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size)
    reused.fill(0x5d)
    reused.set(part)
    yield await Promise.resolve(reused.subarray(0, part.length))
  }
}

/** Every item, once all have been read. */
export async function gathered(batches: AsyncIterable<Item[]>): Promise<Item[]> {
  const items: Item[] = []
  for await (const batch of batches) items.push(...batch)
  return items
}

/** Why an item is broken, as `code field message`, or the ids it names. */
export function outline({ line, request, externalId, problems }: Item): string {
  const named =
    request === null ? problems.map(reason).join('; ') : Object.values(request).join(' ')
  return `${String(line)} ${named} ${externalId ?? '-'}`
}

function reason({ code, field, message }: RequestProblem): string {
  return `${code} ${field ?? message}`
}
