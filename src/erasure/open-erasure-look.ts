import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { LastLook } from '../look/last-look.ts'
import type { LookedFor } from '../look/looked-for.ts'
import { storeOf } from '../redact/store-of.ts'
import type { StoredErasure } from './find-erasure.ts'

/** Begins the look that an erasure ends with. */
export async function openErasureLook(
  trx: Trx,
  workspace: string,
  erasure: StoredErasure,
  pepper: Pepper,
): Promise<LastLook> {
  const { job, scope } = erasure
  const until = erasure.until === null ? undefined : erasure.until.getTime() / 1_000
  const person = await findPerson(trx, workspace, erasure)
  const store = await storeOf(trx, workspace)
  return store.openLook(trx, workspace, { job, person, scope, until, pepper })
}

/**
 * By what an erasure's contacts may be recognised: the keys that it keeps imports out by, all that
 * the contacts ever had, and the names that it has kept. What they had and imports are not kept out
 * by is somebody else's, too.
 */
export async function findPerson(
  trx: Trx,
  workspace: string,
  { job, contacts, keeps }: Pick<StoredErasure, 'job' | 'contacts' | 'keeps'>,
): Promise<LookedFor> {
  const { rows } = await sql<{ kind: string; key: Buffer; own: boolean }>`
    with own as (
      select kind, key from suppression where workspace_id = ${workspace} and job_id = ${job})
    select kind, key, true as own from own
     union all
    select distinct kind, key, false from contact_key
     where workspace_id = ${workspace} and contact_id = any(${contacts}::text[])
       and (kind, key) not in (select kind, key from own)
     union all
    select 'name', key, true from erasure cross join unnest(name_keys) key
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const keysOf = (kind: string) => rows.filter((row) => row.kind === kind).map(({ key }) => key)
  const shared = rows.filter((row) => !row.own).map(({ key }) => key)
  return {
    contacts,
    emails: keysOf('email'),
    externalIds: keysOf('external_id'),
    names: keysOf('name'),
    shared,
    keeps,
  }
}
