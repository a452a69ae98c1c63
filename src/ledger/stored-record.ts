import type { CertificateRecord, ErasureRecord, RedactionRecord } from './append-entry.ts'

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
export function parseLedgerRecord(record: StoredRecord): RedactionRecord | undefined {
  const behalf = parseBehalf(record)
  const [, , , type, conversationId, targetId, outcome] = record
  if (!behalf || (type !== 'conversation_part' && type !== 'source')) return undefined
  if (outcome !== 'redacted' || !isText(conversationId)) return undefined
  // A source may have come without an id.
  if (!isText(targetId) && !(type === 'source' && targetId === '')) return undefined
  return { ...behalf, type, conversationId, targetId: targetId, outcome }
}

/** @returns undefined for a record that names no erased contact, or not as we would */
export function parseErasureRecord(record: StoredRecord): ErasureRecord | undefined {
  const behalf = parseBehalf(record)
  const [, , , type, conversationId, targetId, outcome, keys = []] = record
  if (!behalf || type !== 'contact' || conversationId !== null || !isText(targetId))
    return undefined
  if (outcome !== 'erased_authored' && outcome !== 'erased_conversations') return undefined
  if (!areKeys(keys)) return undefined
  return { ...behalf, type, conversationId, targetId, outcome, keys }
}

/** Records of earlier versions have none. */
function areKeys(keys: unknown): keys is string[] {
  if (!Array.isArray(keys)) return false
  return keys.every((key) => typeof key === 'string' && KEY.test(key))
}

const KEY = /^(email|external_id):[0-9a-f]{64}$/

/** @returns undefined for a record that names no certificate, or not as we would */
export function parseCertificateRecord(record: StoredRecord): CertificateRecord | undefined {
  const behalf = parseBehalf(record)
  const [, , , type, conversationId, targetId, outcome, digest] = record
  if (!behalf || type !== 'certificate' || conversationId !== null || outcome !== 'issued')
    return undefined
  if (!isText(targetId) || typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
    return undefined
  return { ...behalf, type, conversationId, targetId, outcome, digest }
}

function parseBehalf([job, requestedBy, reason]: StoredRecord) {
  if (!isText(job) || !isText(requestedBy)) return undefined
  return isText(reason) || reason === null ? { job, requestedBy, reason } : undefined
}

/** Free text can't enter the ledger by a file, either. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,64}$/.test(value)
}
