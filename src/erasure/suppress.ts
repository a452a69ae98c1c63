import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { contactKey } from '../conversation/contact-key.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { SuppressionKind } from '../database/contact-tables.ts'
import { keyContacts } from '../conversation/key-contacts.ts'
import { storeOf } from '../redact/store-of.ts'
import { suppressibleKeys } from './suppressible-keys.ts'

export interface SuppressOptions {
  /** Messages created until then are stored emptied. */
  readonly until: Date
  /** The erasure that it is for; its id stands in the ledger entries of later imports. */
  readonly job: string
  readonly pepper: Pepper
}

/**
 * Keeps an import from bringing contacts back: stores keyed hashes of each one's id, and of every
 * e-mail and external id that they ever had and nobody else has. Called again for the same job it
 * adds only what is new.
 *
 * An import that has read before this commits does not know of it: `waitForImports` after the commit.
 */
export async function suppress(
  trx: Trx,
  workspace: string,
  contactIds: readonly string[],
  { until, job, pepper }: SuppressOptions,
): Promise<void> {
  await keyContacts(trx, workspace, pepper, contactIds)
  const store = await storeOf(trx, workspace)
  const keys = [
    ...(await suppressibleKeys(trx, workspace, contactIds, pepper)),
    ...(await store.keysOf(trx, workspace, contactIds, pepper)),
  ]
  const others = await othersNow(trx, workspace, contactIds, { job, pepper })
  await suppressKeys(trx, workspace, contactIds, { until, job, pepper, keys, others })
}

/**
 * Who else has an address of theirs as they are erased, where another application keeps the people:
 * they are no one who comes back, though the key is theirs, too. What a job has is not asked again.
 */
async function othersNow(
  trx: Trx,
  workspace: string,
  contactIds: readonly string[],
  { job, pepper }: Pick<SuppressOptions, 'job' | 'pepper'>,
): Promise<readonly string[]> {
  const store = await storeOf(trx, workspace)
  if (!store.people) return []
  const key = contactKey(pepper, workspace, 'contact_id', contactIds[0]) ?? null
  const { rows } = await sql`
    select from suppression
     where workspace_id = ${workspace} and job_id = ${job} and kind = 'contact_id'
       and key = ${key}`.execute(trx)
  return rows.length > 0 ? [] : store.findOthers(trx, workspace, contactIds)
}

/** The same by keys that are told, which somebody may have who is not known here. */
export async function suppressKeys(
  trx: Trx,
  workspace: string,
  contactIds: readonly string[],
  { until, job, pepper, keys, others = [] }: SuppressOptions & Keys,
): Promise<void> {
  const ofIds = contactIds.flatMap((id) => {
    const key = contactKey(pepper, workspace, 'contact_id', id)
    return key ? [{ kind: 'contact_id' as const, key }] : []
  })
  const all = [...new Map([...ofIds, ...keys].map((one) => [textOf(one), one])).values()]
  await sql`
    insert into suppression (workspace_id, id, kind, key, erased_until, job_id, others)
    select ${workspace}, id, kind, key, ${until}, ${job}, ${others}::text[]
      from unnest(${all.map(() => uuidv7())}::text[], ${all.map((one) => one.kind)}::text[],
                  ${all.map((one) => one.key)}::bytea[]) as told(id, kind, key)
        on conflict (workspace_id, job_id, kind, key) do nothing`.execute(trx)
}

interface Keys {
  readonly keys: readonly SuppressedKey[]
  /** Ids of who had the same when the job began. */
  readonly others?: readonly string[]
}

/** One thing that somebody is known by. */
export interface SuppressedKey {
  readonly kind: SuppressionKind
  readonly key: Buffer
}

function textOf({ kind, key }: SuppressedKey): string {
  return `${kind}:${key.toString('hex')}`
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
