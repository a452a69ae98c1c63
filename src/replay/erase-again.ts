import { sql } from 'kysely'
import { waitForImports } from '../conversation/import-lock.ts'
import { findKeeps } from '../conversation/find-keeps.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { preferIndexes } from '../database/prefer-indexes.ts'
import { decideWithoutRules } from '../eligibility/decide.ts'
import { keyStoredPeople } from '../erasure/key-stored-people.ts'
import {
  finishSuppression,
  suppress,
  suppressKeys,
  type SuppressedKey,
} from '../erasure/suppress.ts'
import { appendEntry, type ErasureRecord } from '../ledger/append-entry.ts'
import { parseErasureRecord } from '../ledger/stored-record.ts'
import { redact } from '../redact/redact.ts'
import { storeOf } from '../redact/store-of.ts'
import { NOTHING_REPLAYED, type ReplayCounts } from './replay-counts.ts'
import type { DatedRecord, ReplayPlace } from './replay-handler.ts'

/** Conversations that one transaction scrubs. */
const SCRUBBED_AT_ONCE = 200

/**
 * Erases the contacts of records again: keeps them from being imported, takes them out of the
 * conversations that began before their erasure ended, and empties their own rows. Their messages
 * have records of their own. An erasure that the ledger knows is left alone, so that a returning
 * customer is not erased by it.
 */
export async function eraseAgain(
  { db, workspace, pepper }: ReplayPlace,
  dated: readonly DatedRecord[],
): Promise<ReplayCounts> {
  if (!pepper) return { ...NOTHING_REPLAYED, unknown: dated.length }
  const records = dated.flatMap(({ record, createdAt }) => {
    const parsed = parseErasureRecord(record)
    return parsed ? [{ ...parsed, until: new Date(Number(createdAt) * 1_000) }] : []
  })
  const known = await erasuresInLedger({ db, workspace }, records)
  const lost = new Map(records.map((one) => [keyOf(one), one]))
  for (const key of known) lost.delete(key)
  if (lost.size > 0) await keyStoredPeople(db, workspace, pepper, Number.POSITIVE_INFINITY)
  for (const one of lost.values()) await erase({ db, workspace, pepper }, one)
  return {
    ...NOTHING_REPLAYED,
    redacted: lost.size,
    already_redacted: records.filter((one) => known.has(keyOf(one))).length,
    unknown: dated.length - records.length,
  }
}

function keyOf({ job, targetId }: Pick<ErasureRecord, 'job' | 'targetId'>): string {
  return `${job}\n${targetId}`
}

/**
 * Erasures that are written down here. Contacts are the first, and only, records of their entries,
 * which are younger than their jobs, and so have greater ids.
 */
async function erasuresInLedger(
  { db, workspace }: ReplayPlace,
  records: readonly ErasureRecord[],
): Promise<ReadonlySet<string>> {
  const [oldest] = records.map((one) => one.job).sort()
  if (oldest === undefined) return new Set()
  const { rows } = await inWorkspace(db, workspace, async (trx) => {
    await sql`set local statement_timeout = '30min'`.execute(trx)
    return sql<{ job: string; targetId: string }>`
      select record ->> 0 as job, record ->> 5 as "targetId"
        from ledger_entry cross join lateral jsonb_array_elements(records) record
       where workspace_id = ${workspace} and id >= ${oldest}
         and records -> 0 ->> 3 = 'contact'`.execute(trx)
  })
  return new Set(rows.map(keyOf))
}

type LostErasure = ErasureRecord & { readonly until: Date }

async function erase(
  place: ReplayPlace & { readonly pepper: Pepper },
  { until, ...record }: LostErasure,
): Promise<void> {
  const { db, workspace } = place
  const { job } = record
  const contacts = await keepOut(place, record, until)
  await waitForImports(db, workspace)
  const conversations = await beganBefore(place, contacts, until)
  for (let at = 0; at < conversations.length; at += SCRUBBED_AT_ONCE) {
    await scrub(place, { job, contacts }, conversations.slice(at, at + SCRUBBED_AT_ONCE))
  }
  await inWorkspace(db, workspace, async (trx) => {
    const kept = await findKeeps(trx, workspace, [job])
    const store = await storeOf(trx, workspace)
    await store.emptyContacts(trx, workspace, contacts, kept.get(job) ?? [])
    await appendEntry(trx, workspace, [record])
  })
}

/**
 * Suppresses whom a record names, by all keys that it tells: the restored database may know fewer.
 *
 * @returns the contact's id, and others of theirs
 */
async function keepOut(
  { db, workspace, pepper }: ReplayPlace & { readonly pepper: Pepper },
  { job, targetId, keys }: ErasureRecord,
  until: Date,
): Promise<readonly string[]> {
  return inWorkspace(db, workspace, async (trx) => {
    const store = await storeOf(trx, workspace)
    const contacts = await store.wholePerson(trx, workspace, [targetId])
    await suppress(trx, workspace, contacts, { until, job, pepper })
    const told = { until, job, pepper, keys: keys.map(keyOfText) }
    await suppressKeys(trx, workspace, contacts, told)
    await finishSuppression(trx, workspace, job, until)
    return contacts
  })
}

function keyOfText(text: string): SuppressedKey {
  const [kind, hex = ''] = text.split(':')
  return { kind: kind === 'email' ? 'email' : 'external_id', key: Buffer.from(hex, 'hex') }
}

async function scrub(
  { db, workspace }: ReplayPlace,
  { job, contacts }: { readonly job: string; readonly contacts: readonly string[] },
  conversations: readonly string[],
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    await preferIndexes(trx)
    const kept = await findKeeps(trx, workspace, [job])
    const erasing = { contacts, keeps: kept.get(job) ?? [], conversations }
    const store = await storeOf(trx, workspace)
    // The messages that were erased have records of their own.
    await redact({
      asked: [],
      lock: (none) => store.lockErased(trx, workspace, none, erasing),
      rule: decideWithoutRules,
      record: () => [],
    })
  })
}

async function beganBefore(
  { db, workspace }: ReplayPlace,
  contacts: readonly string[],
  until: Date,
): Promise<readonly string[]> {
  return inWorkspace(db, workspace, async (trx) => {
    await preferIndexes(trx)
    const store = await storeOf(trx, workspace)
    return store.conversationsBefore(trx, workspace, contacts, until)
  })
}
