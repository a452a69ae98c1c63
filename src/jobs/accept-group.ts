import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../database/connection.ts'
import { inOneTrip, inWorkspace, type Trx } from '../database/in-workspace.ts'
import { insertAccepted, type Ask } from './insert-accepted.ts'
import { claimKeys, keyName, type IdempotencyKey, type KeyOwner } from './claim-keys.ts'

/** A request, as one of a group. */
export interface KeyedAsk {
  readonly ask: Ask
  readonly key?: IdempotencyKey
}

export type GroupAccepted =
  /** `isNew`: this request made the job; else an equal one did before. */
  | { readonly kind: 'accepted'; readonly job: string; readonly isNew: boolean }
  /** The key belongs to another request. */
  | { readonly kind: 'key_reused' }

interface Draft extends KeyedAsk {
  readonly job: string
}

/**
 * Accepts requests together: keys, jobs and wakeups are one commit. Equal keys in the group are
 * one claim, so they make one job.
 *
 * @returns what became of each, in the order of the asks
 * @throws UnknownWorkspace
 */
export async function acceptGroup(
  db: Db,
  workspace: string,
  asks: readonly KeyedAsk[],
): Promise<GroupAccepted[]> {
  const drafts = asks.map((one): Draft => ({ ...one, job: uuidv7() }))
  const claims = drafts.flatMap(({ key, job }) => (key ? [{ key, job }] : []))
  if (claims.length === 0) return acceptUnclaimed(db, workspace, drafts)
  const accept = async (trx: Trx) => {
    const owners = await claimKeys(trx, workspace, claims)
    const accepted = drafts.map((draft) => settle(draft, owners))
    const made = drafts.filter((_, at) => isMade(accepted[at]))
    await insertDrafts(trx, workspace, made)
    return accepted
  }
  return inWorkspace(db, workspace, accept, 'by_key')
}

/** Without keys there is nothing to wait for before the commit. */
async function acceptUnclaimed(
  db: Db,
  workspace: string,
  drafts: readonly Draft[],
): Promise<GroupAccepted[]> {
  await inOneTrip(db, workspace, (trx) => insertDrafts(trx, workspace, drafts), 'by_key')
  return drafts.map(({ job }) => ({ kind: 'accepted', job, isNew: true }))
}

function insertDrafts(trx: Trx, workspace: string, drafts: readonly Draft[]): Promise<void> {
  return insertAccepted(
    trx,
    workspace,
    drafts.map(({ job }) => job),
    drafts.map(({ ask }) => ask),
  )
}

function settle({ key, job }: Draft, owners: ReadonlyMap<string, KeyOwner>): GroupAccepted {
  const owner = key && owners.get(keyName(key))
  if (!key || !owner || owner.job === job) return { kind: 'accepted', job, isNew: true }
  return owner.fingerprint.equals(key.fingerprint)
    ? { kind: 'accepted', job: owner.job, isNew: false }
    : { kind: 'key_reused' }
}

function isMade(accepted: GroupAccepted | undefined): boolean {
  return accepted?.kind === 'accepted' && accepted.isNew
}
