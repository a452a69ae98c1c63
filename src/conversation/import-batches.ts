import type { ReadRecord } from '../records/read-records.ts'
import { importRow, type ImportRow } from './import-row.ts'

export interface BadRecord {
  readonly line: number
  readonly reason: string
}

/** Neighbours in the input that are stored together. */
export interface ImportBatch {
  /** No two are the same conversation. */
  readonly rows: readonly ImportRow[]
  /** What lay between them and can't be stored. */
  readonly bad: readonly BadRecord[]
  /** The conversations' ids. */
  readonly ids: ReadonlySet<string>
  /** Of the input. */
  readonly bytes: number
}

/** A batch holds about this much; half a thousand bad records also make one. */
const FULL = { parts: 2_000, records: 500, bytes: 4 * 1024 * 1024 }

/**
 * Gathers records into batches, in order. A conversation that comes again begins a new batch, so
 * that each version is stored after the one before it.
 */
export async function* importBatches(
  records: AsyncIterable<ReadRecord>,
): AsyncGenerator<ImportBatch, void> {
  let batch = newBatch()
  for await (const read of records) {
    const row = read.ok ? importRow(read.record, read.line) : read.reason
    if (typeof row === 'string') batch.bad.push({ line: read.line, reason: row })
    else {
      if (row.kind === 'conversation' && batch.ids.has(row.rows.conversation.id)) {
        yield batch
        batch = newBatch()
      }
      add(batch, row, read.ok ? read.bytes : 0)
    }
    if (!isFull(batch)) continue
    yield batch
    batch = newBatch()
  }
  if (batch.rows.length + batch.bad.length > 0) yield batch
}

function newBatch() {
  return {
    rows: [] as ImportRow[],
    bad: [] as BadRecord[],
    ids: new Set<string>(),
    parts: 0,
    bytes: 0,
  }
}

type OpenBatch = ReturnType<typeof newBatch>

function add(batch: OpenBatch, row: ImportRow, bytes: number): void {
  batch.rows.push(row)
  batch.bytes += bytes
  if (row.kind === 'contact') return
  batch.ids.add(row.rows.conversation.id)
  batch.parts += row.rows.parts.length
}

function isFull({ rows, bad, parts, bytes }: OpenBatch): boolean {
  if (rows.length >= FULL.records || bad.length >= FULL.records) return true
  return parts >= FULL.parts || bytes >= FULL.bytes
}
