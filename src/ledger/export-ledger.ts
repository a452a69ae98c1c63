import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { exportedCertificate, exportedEntry, exportedHead } from './exported-line.ts'
import { GENESIS } from './hash-seal.ts'
import type { Head } from './head.ts'
import { readSealed } from './read-sealed.ts'
import { createToldCertificates } from './told-certificates.ts'

/**
 * The sealed entries of a workspace as lines of NDJSON, in order, the certificates that they tell
 * of, and the head of them all as the last line. Records are as they were stored, of whatever type.
 *
 * @throws when an entry is missing: `unsaid ledger verify` tells which
 */
export async function* exportLedger(db: Db, workspace: string): AsyncGenerator<string> {
  const told = createToldCertificates(workspace)
  let head: Head = { workspace, seq: 0, entryId: '', hash: GENESIS }
  for await (const page of readSealed(db, workspace)) {
    for (const sealed of page) {
      yield exportedEntry(workspace, sealed)
      told.take(sealed.entry?.records ?? '')
      head = { workspace, seq: sealed.seq, entryId: sealed.entryId, hash: sealed.hash }
    }
  }
  for await (const content of storedCertificates(db, workspace)) {
    // One that is not sealed yet, or not as it was issued, would spoil the file.
    if (told.vouchesFor(JSON.parse(content))) yield exportedCertificate(workspace, content)
  }
  yield exportedHead(head)
}

/** Certificates read at once. */
const PAGE = 200

/** As JSON, in the order of their jobs. */
async function* storedCertificates(db: Db, workspace: string): AsyncGenerator<string> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: readonly { job: string; content: string }[] = await readPage(db, workspace, after)
    for (const { content } of page) yield content
    after = page.length < PAGE ? undefined : page.at(-1)?.job
  }
}

async function readPage(db: Db, workspace: string, after: string) {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ job: string; content: string }>`
      select job_id as job, content::text as content from certificate
       where workspace_id = ${workspace} and job_id > ${after}
       order by job_id limit ${PAGE}::integer`.execute(trx),
  )
  return rows
}
