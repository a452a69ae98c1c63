import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { contactKey } from '../conversation/contact-key.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { SuppressionKind } from '../database/tables.ts'
import { keyContactsIn } from './key-contacts.ts'

export interface SuppressOptions {
  /** Messages created until then are stored emptied. */
  readonly until: Date
  /** The erasure that it is for; its id stands in the ledger entries of later imports. */
  readonly job: string
  readonly pepper: Pepper
}

/**
 * Keeps an import from bringing contacts back: stores keyed hashes of each one's id, e-mail and
 * external id, as far as they are known, so it comes before the contacts' rows are scrubbed. Called
 * again for the same job it adds only what is new.
 *
 * An import that has read before this commits does not know of it: `waitForImports` after the commit.
 */
export async function suppress(
  trx: Trx,
  workspace: string,
  contactIds: readonly string[],
  { until, job, pepper }: SuppressOptions,
): Promise<void> {
  await keyContactsIn(trx, workspace, pepper)
  const ofIds = contactIds.flatMap((id) => {
    const key = contactKey(pepper, workspace, 'contact_id', id)
    return key ? [{ kind: 'contact_id' as const, key }] : []
  })
  const keys = [...ofIds, ...(await storedKeys(trx, workspace, contactIds))]
  await sql`
    insert into suppression (workspace_id, id, kind, key, erased_until, job_id)
    select ${workspace}, id, kind, key, ${until}, ${job}
      from unnest(${keys.map(() => uuidv7())}::text[], ${keys.map((one) => one.kind)}::text[],
                  ${keys.map((one) => one.key)}::bytea[]) as told(id, kind, key)
        on conflict (workspace_id, job_id, kind, key) do nothing`.execute(trx)
}

/**
 * Moves the time up to which messages are emptied to the erasure's end. It never moves back.
 *
 * @param job the one that `suppress` was called for
 */
export async function finishSuppression(
  trx: Trx,
  workspace: string,
  job: string,
  until: Date,
): Promise<void> {
  await sql`
    update suppression set erased_until = ${until}
     where workspace_id = ${workspace} and job_id = ${job} and erased_until < ${until}`.execute(trx)
}

async function storedKeys(trx: Trx, workspace: string, contactIds: readonly string[]) {
  const { rows } = await sql<{ kind: SuppressionKind; key: Buffer }>`
    select distinct stored.kind, stored.key
      from contact cross join lateral (values ('email', contact.email_key),
        ('external_id', contact.external_id_key)) stored(kind, key)
     where contact.workspace_id = ${workspace} and contact.id = any(${contactIds}::text[])
       and stored.key is not null`.execute(trx)
  return rows
}
