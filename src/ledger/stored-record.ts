import type { LedgerRecord } from './append-entry.ts'

/** A record as an entry holds it: an array whose fourth member is its type, known or not. */
export type StoredRecord = readonly unknown[]

/** The records of an entry. What is no array keeps its place, as a record without a type. */
export function storedRecords(json: string): StoredRecord[] {
  const records: unknown = JSON.parse(json)
  const list: unknown[] = Array.isArray(records) ? records : []
  return list.map(asRecord)
}

export function asRecord(value: unknown): StoredRecord {
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** The type of a record; '' when it has none. */
export function recordType(record: StoredRecord): string {
  return typeof record[3] === 'string' ? record[3] : ''
}

/** @returns undefined for a record that names no redacted message, or not as we would */
export function parseLedgerRecord(record: StoredRecord): LedgerRecord | undefined {
  const [job, requestedBy, reason, type, conversationId, targetId, outcome] = record
  if (type !== 'conversation_part' && type !== 'source') return undefined
  if (outcome !== 'redacted' || !isText(conversationId) || !isText(targetId)) return undefined
  if (!isText(job) || !isText(requestedBy)) return undefined
  if (!isText(reason) && reason !== null) return undefined
  return { job, requestedBy, reason, type, conversationId, targetId, outcome }
}

/** Free text can't enter the ledger by a file, either. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,64}$/.test(value)
}
