import { createHash } from 'node:crypto'
import type { ListAnswer, ListDoor } from '../accept/list-door.ts'
import type { ListFormat } from '../items/sniff-format.ts'
import { UnreadableList } from '../items/unreadable-list.ts'
import type { ListAsk } from '../bulk/accept-list.ts'
import { DroppedList } from '../bulk/add-items.ts'
import { BrokenGzip, GzipBomb } from '../json-stream/gunzipped.ts'
import { unpacked } from '../json-stream/unpacked.ts'
import { readList } from './read-list.ts'
import { UsageError } from './usage-error.ts'

/** A list in a file and what is asked for with it. */
export interface ListFile {
  readonly input: AsyncIterable<Uint8Array>
  readonly file: string
  readonly format?: ListFormat
  readonly dryRun: boolean
  /** Ours: `cli` or `cli:NAME`. */
  readonly requestedBy: string
  readonly reason?: string
  readonly idempotencyKey?: string
  /** Called when it is all there: from now on it may be accepted. */
  readonly onRead: () => void
}

/** `dropped`: it was not accepted, as nothing came for too long. */
export type ListFileAnswer = ListAnswer | { readonly kind: 'dropped' }

/**
 * Accepts a list from a file, which may be packed by gzip. The same key is for the same bytes, format, reason, and plan or none.
 *
 * @throws UsageError when it is no list
 */
export async function acceptListFile(
  lists: ListDoor,
  workspace: string,
  { input, file, format, dryRun, requestedBy, reason, idempotencyKey: key, onRead }: ListFile,
): Promise<ListFileAnswer> {
  const fingerprint = createHash('sha256')
  fingerprint.update(`bulk\n${JSON.stringify([format, dryRun, reason])}\n`)
  const ask = (): ListAsk => {
    onRead()
    return {
      kind: 'bulk',
      requestedBy,
      ...(reason !== undefined && { reason }),
      ...(key !== undefined && { key: { digest: sha256(key), fingerprint: fingerprint.digest() } }),
    }
  }
  const items = readList(unpacked(input), { file, format, fingerprint })
  try {
    return await lists.accept(workspace, { items, dryRun, ask })
  } catch (error) {
    if (error instanceof DroppedList) return { kind: 'dropped' }
    throw isOfList(error) ? new UsageError(`${file}: ${error.message}`) : error
  }
}

function isOfList(error: unknown): error is Error {
  return [UnreadableList, BrokenGzip, GzipBomb].some((kind) => error instanceof kind)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
