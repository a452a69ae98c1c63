import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ErasureScope } from './accept-erasure.ts'
import type { ContactSelector } from '../request/contact-selector.ts'

/** An erasure as it is stored. */
export interface StoredErasure {
  readonly job: string
  readonly contacts: readonly string[]
  readonly selector: ContactSelector['kind']
  readonly scope: ErasureScope
  /** What the workspace keeps of the contact, as paths; fixed when it was accepted. */
  readonly keeps: readonly string[]
  readonly dueAt: Date
  /** How often it has looked whether anything is left. */
  readonly looks: number
  /** Of one that erases what a recheck found: nobody is kept out for longer. */
  readonly until: Date | null
  /** The digest of the certificate that its own takes the place of. */
  readonly supersedes: string | null
  /** Ids of who may be the same person: named, not erased. */
  readonly others: readonly string[]
  readonly keysIncomplete: boolean
}

/** @returns undefined when the job is no erasure of this workspace */
export async function findErasure(
  trx: Trx,
  workspace: string,
  job: string,
): Promise<StoredErasure | undefined> {
  const { rows } = await sql<StoredErasure>`
    select job_id as job, contact_ids as contacts, selector, scope, keeps, due_at as "dueAt", looks,
           until, supersedes, other_contacts as others, keys_incomplete as "keysIncomplete"
      from erasure where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  return rows[0]
}
