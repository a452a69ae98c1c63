import { readContent } from './certificate-content.ts'
import { parseCertificateRecord, recordType, storedRecords } from './stored-record.ts'

/** Which certificates the entries of a ledger tell of. */
export interface ToldCertificates {
  /** Notes what the records of an entry tell. */
  take(records: string): void
  /** Whether a certificate is the one that was issued. */
  vouchesFor(content: unknown): boolean
}

/** Of a certificate of version 1 only its erasure is told. */
export function createToldCertificates(workspace: string): ToldCertificates {
  const digests = new Set<string>()
  const erasures = new Set<string>()
  return {
    take(records) {
      if (!records.includes('"certificate"') && !records.includes('"contact"')) return
      for (const record of storedRecords(records)) {
        const issued = parseCertificateRecord(record)
        if (issued) digests.add(`${issued.job} ${issued.digest}`)
        if (recordType(record) === 'contact') erasures.add(String(record[0]))
      }
    },
    vouchesFor(content) {
      const read = readContent(content)
      if (!read?.isIntact || read.workspace !== workspace) return false
      return read.version === 1 ? erasures.has(read.job) : digests.has(`${read.job} ${read.digest}`)
    },
  }
}
