import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { preferIndexes } from '../database/prefer-indexes.ts'
import type { Look } from '../look/last-look.ts'
import { storeOf } from '../redact/store-of.ts'
import type { Certificate } from './certificate.ts'
import { findPerson } from './open-erasure-look.ts'

export type Rechecked =
  | {
      readonly kind: 'looked'
      readonly certificate: Certificate
      readonly look: Look
      /** The person has written since the erasure ended: they are a customer again. */
      readonly hasReturned: boolean
    }
  /** Imports were allowed to bring the person back: what is there is no fault of the erasure. */
  | { readonly kind: 'lifted' }
  /** Another certificate has taken its place. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'not_found' }

/**
 * Gives a certificate that was issued the look at what is stored, and notes what it came to. It
 * needs no job: that may be purged. What was written after the erasure's end is passed over.
 */
export async function recheck(
  db: Db,
  workspace: string,
  job: string,
  pepper: Pepper,
): Promise<Rechecked> {
  return inWorkspace(db, workspace, async (trx) => {
    await preferIndexes(trx)
    const found = await findStanding(trx, workspace, job)
    if (!found) return { kind: 'not_found' }
    if (found.superseded) return { kind: 'superseded' }
    if (!found.in_force) return { kind: 'lifted' }
    const { certificate } = found
    const look = await lookAgain(trx, workspace, certificate, pepper)
    await note(trx, workspace, job, look)
    const { contact_ids, suppressed_until } = certificate
    const since = new Date(suppressed_until)
    const store = await storeOf(trx, workspace)
    const hasReturned = await store.hasWrittenSince(trx, workspace, contact_ids, since)
    return { kind: 'looked', certificate, look, hasReturned }
  })
}

/**
 * Erasures whose certificates rest on no look at what is stored, the oldest first.
 *
 * @param all whether those that had one are meant, too
 */
export async function jobsToRecheck(
  db: Db,
  workspace: string,
  { all }: { readonly all: boolean },
): Promise<readonly string[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ job_id: string }>`
      select job_id from certificate issued
       where workspace_id = ${workspace}
         and (${all} or (not content ? 'look' and not exists (
           select from recheck
            where recheck.workspace_id = ${workspace} and recheck.job_id = issued.job_id)))
       order by job_id`.execute(trx),
  )
  return rows.map((row) => row.job_id)
}

interface Standing {
  readonly certificate: Certificate
  readonly superseded: boolean
  readonly in_force: boolean
}

async function findStanding(
  trx: Trx,
  workspace: string,
  job: string,
): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`
    select content as certificate,
           exists (select from certificate later where later.workspace_id = ${workspace}
                      and later.content ->> 'supersedes' = issued.content ->> 'digest') as superseded,
           exists (select from suppression where workspace_id = ${workspace} and job_id = ${job}
                      and lifted_at is null) as in_force
      from certificate issued
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  return rows[0]
}

async function lookAgain(
  trx: Trx,
  workspace: string,
  certificate: Certificate,
  pepper: Pepper,
): Promise<Look> {
  const { job, contact_ids: contacts, scope, suppressed_until } = certificate
  const keeps = certificate.version === 2 ? certificate.keeps : []
  const person = await findPerson(trx, workspace, { job, contacts, keeps })
  const until = new Date(suppressed_until).getTime() / 1_000
  const store = await storeOf(trx, workspace)
  const look = await store.openLook(trx, workspace, { job, person, scope, until, pepper })
  await look.atConversations()
  await look.atContacts()
  return look.result()
}

async function note(trx: Trx, workspace: string, job: string, look: Look): Promise<void> {
  await sql`
    insert into recheck (workspace_id, job_id, look)
    values (${workspace}, ${job}, ${JSON.stringify(look)})
        on conflict (workspace_id, job_id)
        do update set look = excluded.look, looked_at = now()`.execute(trx)
}
