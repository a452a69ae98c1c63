import type { Db } from '../database/connection.ts'
import { exportedEntry, exportedHead } from './exported-line.ts'
import { GENESIS } from './hash-seal.ts'
import type { Head } from './head.ts'
import { readSealed } from './read-sealed.ts'

/**
 * The sealed entries of a workspace as lines of NDJSON, in order, and the head of them all as the
 * last line. Records are as they were stored, of whatever type.
 *
 * @throws when an entry is missing: `unsaid ledger verify` tells which
 */
export async function* exportLedger(db: Db, workspace: string): AsyncGenerator<string> {
  let head: Head = { workspace, seq: 0, entryId: '', hash: GENESIS }
  for await (const page of readSealed(db, workspace)) {
    for (const sealed of page) {
      yield exportedEntry(workspace, sealed)
      head = { workspace, seq: sealed.seq, entryId: sealed.entryId, hash: sealed.hash }
    }
  }
  yield exportedHead(head)
}
