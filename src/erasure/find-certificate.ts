import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { isPossibleId } from '../request/id.ts'
import type { Certificate } from './certificate.ts'
import { findProof } from './find-proof.ts'

/** As people read it; Postgres keeps the members of its JSON in an order of its own. */
const ORDER = [
  ...['type', 'version', 'workspace', 'job', 'contact_ids', 'selector', 'scope', 'requested_by'],
  ...['reason', 'accepted_at', 'finished_at', 'due_at', 'result', 'messages', 'total', 'redacted'],
  ...['already_redacted', 'not_redactable', 'not_found', 'failed', 'late', 'conversations'],
  ...['conversations_failed', 'files_detached', 'suppressed_until', 'keeps', 'keys_incomplete'],
  ...[
    'other_contacts',
    'look',
    'rows',
    'names',
    'found',
    'exceptions',
    'supersedes',
    'map',
    'name',
    'system',
    'copies',
    'changed',
    'deleted',
    'reported',
    'words_too_short',
    'incomplete',
    'ledger',
    'entries',
  ],
  ...['first_entry', 'last_entry', 'certificate_entry', 'head', 'seq', 'hash', 'not_covered'],
  'digest',
]

/**
 * The certificate of an erasure, also when its job's row is purged, with its proof once it is sealed.
 *
 * @returns undefined while there is none
 */
export async function findCertificate(
  db: Db,
  workspace: string,
  job: string,
): Promise<Certificate | undefined> {
  if (!isPossibleId(job)) return undefined
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ content: Certificate }>`
      select content from certificate
       where workspace_id = ${workspace} and job_id = ${job}`.execute(trx),
  )
  const [row] = rows
  if (!row) return undefined
  const certificate = ordered(row.content) as Certificate
  const proof = await findProof(db, workspace, certificate)
  return proof ? { ...certificate, ...{ proof } } : certificate
}

/** Whether a certificate is so new that its entry may still wait for its seal. */
export async function isJustIssued(db: Db, workspace: string, job: string): Promise<boolean> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql`select from certificate
         where workspace_id = ${workspace} and job_id = ${job}
           and issued_at > now() - interval '10 seconds'`.execute(trx),
  )
  return rows.length > 0
}

/** The same with its members in order; the digest does not depend on it. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value).sort(([a], [b]) => placeOf(a) - placeOf(b))
  return Object.fromEntries(members.map(([name, one]) => [name, ordered(one)]))
}

/** What is not in the list comes last. */
function placeOf(name: string): number {
  const place = ORDER.indexOf(name)
  return place < 0 ? ORDER.length : place
}
