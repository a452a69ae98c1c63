import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** An `Idempotency-Key`, as it is stored: neither the key nor the request can be read from it. */
export interface IdempotencyKey {
  /** sha256 of the key. */
  readonly digest: Buffer
  /** sha256 over route, media type and the raw bytes of the body. */
  readonly fingerprint: Buffer
}

/** A key, and the job that the request which brings it would make. */
export interface KeyClaim {
  readonly key: IdempotencyKey
  readonly job: string
}

/** Whose a key is: the first request that brought it, and its job. */
export interface KeyOwner {
  readonly fingerprint: Buffer
  readonly job: string
}

/**
 * Claims keys, each for the first claim that names it, in the transaction that makes the jobs.
 * Somebody else's claim that is not committed yet is waited for: of equal requests at the same
 * moment one makes the job.
 *
 * @returns the owner of each key, by `keyName`
 */
export async function claimKeys(
  trx: Trx,
  workspace: string,
  claims: readonly KeyClaim[],
): Promise<ReadonlyMap<string, KeyOwner>> {
  const owners = new Map<string, KeyOwner>()
  for (const { key, job } of claims) {
    const name = keyName(key)
    if (!owners.has(name)) owners.set(name, { fingerprint: key.fingerprint, job })
  }
  const claimed = await insertKeys(trx, workspace, owners)
  const others = [...owners.keys()].filter((name) => !claimed.has(name))
  for (const [name, owner] of await readKeys(trx, workspace, others)) owners.set(name, owner)
  return owners
}

export type ClaimedKey =
  | { readonly kind: 'new' }
  | { readonly kind: 'same'; readonly job: string }
  | { readonly kind: 'reused' }

/** Claims one key in the same way, and tells whose it is. */
export async function claimKey(
  trx: Trx,
  workspace: string,
  key: IdempotencyKey,
  job: string,
): Promise<ClaimedKey> {
  const owner = (await claimKeys(trx, workspace, [{ key, job }])).get(keyName(key))
  if (!owner) throw new Error('a key has no owner')
  // A step of a job may be asked for again: the job alone does not tell whose the key is.
  if (!owner.fingerprint.equals(key.fingerprint)) return { kind: 'reused' }
  return owner.job === job ? { kind: 'new' } : { kind: 'same', job: owner.job }
}

export function keyName({ digest }: IdempotencyKey): string {
  return digest.toString('hex')
}

/** In order of the key, so that no two groups wait for each other. */
async function insertKeys(
  trx: Trx,
  workspace: string,
  owners: ReadonlyMap<string, KeyOwner>,
): Promise<ReadonlySet<string>> {
  if (owners.size === 0) return new Set()
  const values = [...owners.values()]
  const { rows } = await sql<{ name: string }>`
    insert into idempotency_key (workspace_id, key_digest, fingerprint, job_id)
    select ${workspace}, decode(name, 'hex'), fingerprint, job
      from unnest(${[...owners.keys()]}::text[], ${values.map((one) => one.fingerprint)}::bytea[],
                  ${values.map((one) => one.job)}::text[]) as claim(name, fingerprint, job)
     order by name
        on conflict do nothing returning encode(key_digest, 'hex') as name`.execute(trx)
  return new Set(rows.map(({ name }) => name))
}

async function readKeys(
  trx: Trx,
  workspace: string,
  names: readonly string[],
): Promise<[string, KeyOwner][]> {
  if (names.length === 0) return []
  const { rows } = await sql<KeyOwner & { name: string }>`
    select encode(key_digest, 'hex') as name, fingerprint, job_id as job from idempotency_key
     where workspace_id = ${workspace}
       and key_digest = any(${names.map((name) => Buffer.from(name, 'hex'))}::bytea[])`.execute(trx)
  if (rows.length < names.length) throw new Error('a key was neither claimed nor found')
  return rows.map(({ name, fingerprint, job }) => [name, { fingerprint, job }])
}
