import { sql, type RawBuilder } from 'kysely'
import { GENESIS, hashSeal } from '../../src/ledger/hash-seal.ts'
import { readSealed } from '../../src/ledger/read-sealed.ts'
import type { SealedEntry } from '../../src/ledger/sealed-entry.ts'
import type { TestDatabase } from '../database-test.ts'

/** A ledger to tamper with, and two different places in it. */
export interface Victim {
  readonly database: TestDatabase
  readonly workspace: string
  readonly sealed: readonly SealedEntry[]
  readonly at: SealedEntry
  readonly other: SealedEntry
}

/** Does it as a superuser. */
type Tampering = (victim: Victim) => Promise<void>

/** What is out of the way while seqs change places. */
const ASIDE = 1_000_000_000

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'an entry names another target': ({ at, ...v }) =>
    updateEntry(v, at, sql`records = jsonb_set(records, '{0,5}', '"tampered"')`),
  'an entry names another job': ({ at, ...v }) =>
    updateEntry(v, at, sql`records = jsonb_set(records, '{0,0}', '"tampered"')`),
  'an entry gives another reason': ({ at, ...v }) =>
    updateEntry(v, at, sql`records = jsonb_set(records, '{0,2}', '"tampered"')`),
  'an entry lost a record': ({ at, ...v }) => updateEntry(v, at, sql`records = records - 0`),
  'an entry has a record twice': ({ at, ...v }) =>
    updateEntry(v, at, sql`records = records || (records -> 0)`),
  'an entry has another time': ({ at, ...v }) =>
    updateEntry(v, at, sql`created_at = created_at + interval '1 microsecond'`),
  'two entries have changed places': async ({ at, other, ...v }) => {
    await updateEntry(v, at, sql`records = ${other.entry!.records}::jsonb`)
    await updateEntry(v, other, sql`records = ${at.entry!.records}::jsonb`)
  },
  'an entry is gone': ({ at, ...v }) => deleteEntries(v, [at]),
  'an entry was slipped in without a seal': async (v) => {
    await insertEntry(v, 'forged')
  },
  'a seal has another hash': ({ at, ...v }) => updateSeal(v, at, sql`hash = sha256(hash)`),
  'a seal follows from another': ({ at, ...v }) =>
    updateSeal(v, at, sql`prev_hash = sha256(prev_hash)`),
  'two seals have changed entries': async ({ at, other, ...v }) => {
    await updateSeal(v, at, sql`entry_id = 'aside'`)
    await updateSeal(v, other, sql`entry_id = ${at.entryId}`)
    await updateSeal(v, at, sql`entry_id = ${other.entryId}`)
  },
  'two seals have changed places': async ({ at, other, ...v }) => {
    await updateSeal(v, at, sql`seq = ${ASIDE}`)
    await updateSeal(v, other, sql`seq = ${at.seq}`)
    await updateSeal(v, { seq: ASIDE }, sql`seq = ${other.seq}`)
  },
  'a seal is gone': ({ at, ...v }) => deleteSeals(v, sql`seq = ${at.seq}`),
  'an entry is gone with its seal': async ({ at, ...v }) => {
    await deleteEntries(v, [at])
    await deleteSeals(v, sql`seq = ${at.seq}`)
  },
  'an entry is gone with its seal, and the gap is closed': async ({ at, ...v }) => {
    await deleteEntries(v, [at])
    await deleteSeals(v, sql`seq = ${at.seq}`)
    await shift(v, at.seq, -1)
  },
  'a forged entry was slipped in, properly sealed': async ({ at, ...v }) => {
    await insertEntry(v, 'forged')
    await shift(v, at.seq - 1, 1)
    const sealed = { ...at, entryId: 'forged', entry: await entryOf(v, 'forged') }
    const hash = hashSeal({ workspace: v.workspace, ...sealed, ...sealed.entry })
    await sql`insert into ledger_seal values (${v.workspace}, ${at.seq}, 'forged',
                decode(${at.prevHash}, 'hex'), decode(${hash}, 'hex'))`.execute(v.database.admin)
  },
  'the tail of the chain is cut off': ({ at, ...v }) => deleteSeals(v, sql`seq >= ${at.seq}`),
  'the tail is cut off with its entries': async ({ at, sealed, ...v }) => {
    await deleteSeals(v, sql`seq >= ${at.seq}`)
    await deleteEntries(
      v,
      sealed.filter(({ seq }) => seq >= at.seq),
    )
  },
  'the chain was made anew from a changed entry on': async ({ at, ...v }) => {
    await updateEntry(v, at, sql`records = jsonb_set(records, '{0,2}', '"tampered"')`)
    await sealAnew(v)
  },
  'the chain was made anew without an entry': async ({ at, ...v }) => {
    await deleteEntries(v, [at])
    await deleteSeals(v, sql`seq = ${at.seq}`)
    await shift(v, at.seq, -1)
    await sealAnew(v)
  },
}

type Place = Pick<Victim, 'database' | 'workspace'>

async function updateEntry(v: Place, { entryId }: SealedEntry, change: RawBuilder<unknown>) {
  await sql`update ledger_entry set ${change}
             where workspace_id = ${v.workspace} and id = ${entryId}`.execute(v.database.admin)
}

async function updateSeal(v: Place, { seq }: { seq: number }, change: RawBuilder<unknown>) {
  await sql`update ledger_seal set ${change}
             where workspace_id = ${v.workspace} and seq = ${seq}`.execute(v.database.admin)
}

async function deleteSeals(v: Place, which: RawBuilder<unknown>) {
  await sql`delete from ledger_seal
             where workspace_id = ${v.workspace} and ${which}`.execute(v.database.admin)
}

async function deleteEntries(v: Place, which: readonly SealedEntry[]) {
  const ids = which.map(({ entryId }) => entryId)
  await sql`delete from ledger_entry
             where workspace_id = ${v.workspace} and id = any(${ids})`.execute(v.database.admin)
}

/** Without the marker that would have it sealed. */
async function insertEntry({ database: { admin }, workspace }: Place, id: string) {
  const records = '[["j", "cli", null, "conversation_part", "c1", "1", "redacted"]]'
  await sql`insert into ledger_entry values (${workspace}, ${id}, ${records}::jsonb)`.execute(admin)
  await sql`delete from ledger_unsealed where workspace_id = ${workspace}`.execute(admin)
}

async function entryOf({ database, workspace }: Place, id: string) {
  const { rows } = await sql<{ createdAt: string; records: string }>`
    select extract(epoch from created_at)::text as "createdAt", records::text as records
      from ledger_entry where workspace_id = ${workspace} and id = ${id}`.execute(database.admin)
  return rows[0]!
}

/** Moves the seals after a place; by way of aside, since a seq is there once. */
async function shift({ database: { admin }, workspace }: Place, after: number, by: number) {
  await sql`update ledger_seal set seq = seq + ${ASIDE}
             where workspace_id = ${workspace} and seq > ${after}`.execute(admin)
  await sql`update ledger_seal set seq = seq - ${ASIDE - by}
             where workspace_id = ${workspace} and seq > ${ASIDE}`.execute(admin)
}

/** Links and hashes everything properly, as whoever knows the encoding can. */
async function sealAnew(v: Place) {
  let prevHash = GENESIS
  for await (const page of readSealed(v.database.db, v.workspace)) {
    for (const sealed of page) {
      const hash = hashSeal({ workspace: v.workspace, ...sealed, ...sealed.entry!, prevHash })
      await updateSeal(
        v,
        sealed,
        sql`prev_hash = decode(${prevHash}, 'hex'), hash = decode(${hash}, 'hex')`,
      )
      prevHash = hash
    }
  }
}
