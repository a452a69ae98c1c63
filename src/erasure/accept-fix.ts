import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { insertErasure } from './accept-erasure.ts'
import type { Certificate } from './certificate.ts'
import { areAllKeyed } from '../conversation/are-all-keyed.ts'
import { suppress, suppressKeys, type SuppressedKey, type SuppressOptions } from './suppress.ts'

export interface Fix {
  /** The one that is to be superseded. */
  readonly certificate: Certificate
  readonly lanes: number
  /** Ours, as of every job. */
  readonly requestedBy: string
  readonly dueAt: Date
}

/**
 * Accepts that the contacts of a certificate are erased once more, after a recheck found something.
 * Nobody is kept out for longer than the first erasure did. Its own certificate takes the place of
 * the one that is given, which stays readable.
 *
 * @returns the job
 */
export async function acceptFix(
  db: Db,
  workspace: string,
  { certificate, lanes, requestedBy, dueAt }: Fix,
  pepper: Pepper,
): Promise<string> {
  const { contact_ids: contacts, scope, selector, digest } = certificate
  const until = new Date(certificate.suppressed_until)
  const job = uuidv7()
  // The value is not known, nor asked for: the contacts are.
  const ask = { selector: { kind: selector, value: '' }, scope, dryRun: false, lanes, requestedBy }
  return inWorkspace(db, workspace, async (trx) => {
    const isKeyed = await areAllKeyed(trx, workspace)
    const made = { job, contacts, isKeyed, ask: { ...ask, dueAt, reason: 'recheck' } }
    await insertErasure(trx, workspace, made)
    await sql`
      update erasure set until = ${until}, supersedes = ${digest}
       where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
    await suppress(trx, workspace, contacts, { until, job, pepper })
    await suppressAlike(trx, workspace, certificate.job, { until, job, pepper })
    return job
  })
}

/** A person may have had addresses that only the first erasure still knows, by their keys. */
async function suppressAlike(
  trx: Trx,
  workspace: string,
  from: string,
  { until, job, pepper }: SuppressOptions,
): Promise<void> {
  const { rows } = await sql<SuppressedKey & { others: readonly string[] }>`
    select kind, key, others from suppression
     where workspace_id = ${workspace} and job_id = ${from} and lifted_at is null`.execute(trx)
  const others = [...new Set(rows.flatMap((row) => row.others))]
  await suppressKeys(trx, workspace, [], { until, job, pepper, keys: rows, others })
}
