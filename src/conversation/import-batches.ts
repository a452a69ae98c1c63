import type { ReadRecord } from '../json-stream/read-records.ts'
import { importRow, type ImportRow, type StorableRow } from './import-row.ts'

/** What is told of a record; the reason quotes nothing of it. */
export interface Told {
  /** A record that is not stored, one to look at, or one that says that something was deleted. */
  readonly kind: 'bad' | 'warning' | 'deletion'
  readonly line: number
  readonly reason: string
}

/** Neighbours in the input that are stored together. */
export interface ImportBatch {
  /** No two are the same conversation. */
  readonly rows: readonly StorableRow[]
  /** Of them, and of what lay between them and is not stored. */
  readonly told: readonly Told[]
  /** The conversations' ids. */
  readonly ids: ReadonlySet<string>
  /** Of the input. */
  readonly bytes: number
}

const DELETION = 'says only that something was deleted, and changes nothing'

/** A batch holds about this much; half a thousand to be told of also make one. */
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
    if (isAgain(batch, row)) {
      yield batch
      batch = newBatch()
    }
    add(batch, row, read)
    if (!isFull(batch)) continue
    yield batch
    batch = newBatch()
  }
  if (batch.rows.length + batch.told.length > 0) yield batch
}

function newBatch() {
  return {
    rows: [] as StorableRow[],
    told: [] as Told[],
    ids: new Set<string>(),
    parts: 0,
    bytes: 0,
  }
}

type OpenBatch = ReturnType<typeof newBatch>

function isAgain({ ids }: OpenBatch, row: ImportRow | string): boolean {
  if (typeof row === 'string' || row.kind !== 'conversation') return false
  return ids.has(row.rows.conversation.id)
}

function add(batch: OpenBatch, row: ImportRow | string, read: ReadRecord): void {
  const { line } = read
  if (typeof row === 'string') {
    batch.told.push({ kind: 'bad', line, reason: row })
    return
  }
  if (row.kind === 'deletion') {
    batch.told.push({ kind: 'deletion', line, reason: DELETION })
    return
  }
  batch.rows.push(row)
  batch.bytes += read.ok ? read.bytes : 0
  if (row.kind === 'contact') return
  batch.ids.add(row.rows.conversation.id)
  batch.parts += row.rows.parts.length
  for (const reason of row.warnings) batch.told.push({ kind: 'warning', line, reason })
}

function isFull({ rows, told, parts, bytes }: OpenBatch): boolean {
  if (rows.length >= FULL.records || told.length >= FULL.records) return true
  return parts >= FULL.parts || bytes >= FULL.bytes
}
