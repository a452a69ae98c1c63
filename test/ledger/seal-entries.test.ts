import { sql } from 'kysely'
import { expect } from 'vitest'
import { holdImportLock } from '../../src/conversation/import-lock.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry } from '../../src/ledger/append-entry.ts'
import { GENESIS, hashSeal } from '../../src/ledger/hash-seal.ts'
import { readSealed } from '../../src/ledger/read-sealed.ts'
import type { SealedEntry } from '../../src/ledger/sealed-entry.ts'
import { sealEntries, unsealedWorkspaces } from '../../src/ledger/seal-entries.ts'
import { verifyOwnLedger } from './verify-own-ledger.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { freshWorkspace, sealAll, sealedLedger, storeRedacted } from './ledger-scene.ts'

async function allSealed({ db }: TestDatabase, workspace: string): Promise<SealedEntry[]> {
  const all: SealedEntry[] = []
  for await (const page of readSealed(db, workspace)) all.push(...page)
  return all
}

const markersIn = async ({ admin }: TestDatabase, workspace: string) => {
  const { rows } = await sql<{ id: string }>`
    select entry_id as id from ledger_unsealed where workspace_id = ${workspace}`.execute(admin)
  return rows.length
}

test('an entry is marked until it is sealed, and its workspace is named as long', async ({
  database,
}) => {
  const workspace = await freshWorkspace(database)
  const records = await storeRedacted(database, workspace, 'c1', 2)
  await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, records))
  expect(await markersIn(database, workspace)).toBe(1)
  expect(await unsealedWorkspaces(database.db)).toContain(workspace)

  await sealAll(database, workspace)
  expect(await markersIn(database, workspace)).toBe(0)
  expect(await unsealedWorkspaces(database.db)).not.toContain(workspace)
})

test('the chain that Postgres makes has the hashes that Node computes', async ({ database }) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 3, targets: 2 })
  // What a jsonb can hold: other types, numbers as they were written, any script, odd spacing.
  const odd = '[["j", "cli", null, "contact", "ü\\n\\u0001 é 💬", {"b": 1.50, "10": 1e2}]]'
  await sql`insert into ledger_entry (workspace_id, id, records)
            values (${workspace}, 'odd', ${odd}::jsonb)`.execute(database.admin)
  const [last] = await sealAll(database, workspace)

  const sealed = await allSealed(database, workspace)
  let prevHash = GENESIS
  for (const one of sealed) {
    expect(one.prevHash).toBe(prevHash)
    expect(hashSeal({ workspace, ...one, ...one.entry! })).toBe(one.hash)
    prevHash = one.hash
  }
  expect([...heads, last].map((head) => head?.hash)).toEqual(sealed.map(({ hash }) => hash))
  expect(sealed.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})

test('an entry that commits late comes later in the chain, and none falls behind', async ({
  database,
}) => {
  const workspace = await freshWorkspace(database)
  const [early, late] = await storeRedacted(database, workspace, 'c1', 2)
  let commit: () => void = () => undefined
  let begun: () => void = () => undefined
  const held = new Promise<void>((resolve) => (commit = resolve))
  const started = new Promise<void>((resolve) => (begun = resolve))
  // Its id is the older one; its transaction is open while the other is committed and sealed.
  const open = inWorkspace(database.db, workspace, async (trx) => {
    await appendEntry(trx, workspace, [late!])
    begun()
    await held
  })
  await started
  await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, [early!]))
  await sealAll(database, workspace)
  commit()
  await open
  await sealAll(database, workspace)

  const [first, second] = await allSealed(database, workspace)
  expect(first!.entry!.records).toContain('"1"')
  expect(second!.entry!.records).toContain('"2"')
  expect(first!.entryId > second!.entryId).toBe(true)
  expect(await verifyOwnLedger(database.db, workspace, [])).toMatchObject({ found: 0, seals: 2 })
})

test('several sealers at once, while entries commit, make one chain with every entry in it', async ({
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  const records = await storeRedacted(database, workspace, 'c1', 120)
  let writing = true
  const sealer = async () => {
    while (writing) await sealEntries(db, workspace, 3)
  }
  const sealers = [sealer(), sealer(), sealer()]
  const writers = [0, 1, 2].map(async (writer) => {
    for (let n = writer; n < records.length; n += 3) {
      await inWorkspace(db, workspace, (trx) => appendEntry(trx, workspace, [records[n]!]))
    }
  })
  await Promise.all(writers)
  writing = false
  await Promise.all(sealers)
  const heads = await sealAll(database, workspace)

  const verified = await verifyOwnLedger(db, workspace, heads)
  expect(verified).toMatchObject({ found: 0, seals: 120, waiting: 0 })
})

test('while one session seals a workspace another leaves it alone', async ({ database }) => {
  const { workspace } = await sealedLedger(database, { entries: 1 })
  const records = await storeRedacted(database, workspace, 'c9', 1)
  await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, records))
  await database.admin.connection().execute(async (other) => {
    await sql`select pg_advisory_lock(778204, hashtext(${workspace}))`.execute(other)
    expect(await sealEntries(database.db, workspace)).toBeUndefined()
    await sql`select pg_advisory_unlock(778204, hashtext(${workspace}))`.execute(other)
  })
  expect(await sealEntries(database.db, workspace)).toMatchObject({ sealed: 1, head: { seq: 2 } })
})

test('an import that is under way holds nothing up', async ({ database }) => {
  const { workspace } = await sealedLedger(database, { entries: 1 })
  const records = await storeRedacted(database, workspace, 'c8', 1)
  await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, records))
  await inWorkspace(database.db, workspace, async (trx) => {
    await holdImportLock(trx, workspace)
    expect(await sealEntries(database.db, workspace)).toMatchObject({ sealed: 1 })
  })
})

test.for([
  `insert into ledger_seal select workspace_id, seq + 1, 'x', hash, hash from ledger_seal`,
  `update ledger_seal set hash = prev_hash`,
  `delete from ledger_seal`,
  `insert into ledger_unsealed select workspace_id, id from ledger_entry`,
  `delete from ledger_unsealed`,
  `update ledger_entry set created_at = now()`,
])("the app's role may not: %s", async (statement, { database }) => {
  const { workspace } = await sealedLedger(database, { entries: 1 })
  const forbidden = inWorkspace(database.db, workspace, (trx) => sql.raw(statement).execute(trx))
  await expect(forbidden).rejects.toMatchObject({ code: '42501' })
})
