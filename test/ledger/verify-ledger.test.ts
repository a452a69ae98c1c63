import * as fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry } from '../../src/ledger/append-entry.ts'
import type { Finding } from '../../src/ledger/finding.ts'
import { readSealed } from '../../src/ledger/read-sealed.ts'
import type { SealedEntry } from '../../src/ledger/sealed-entry.ts'
import { verifyOwnLedger } from './verify-own-ledger.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { seededRandom } from '../scene/seeded-random.ts'
import { sealAll, sealedLedger, storeRedacted } from './ledger-scene.ts'
import { TAMPERINGS } from './tamperings.ts'

/** Random tamperings; `UNSAID_TAMPERINGS` asks for another number. */
const RUNS = Number(process.env['UNSAID_TAMPERINGS'] ?? 60)

async function sealedOf({ db }: TestDatabase, workspace: string): Promise<SealedEntry[]> {
  const all: SealedEntry[] = []
  for await (const page of readSealed(db, workspace)) all.push(...page)
  return all
}

async function tampered(database: TestDatabase, name: string, shape: Shape) {
  const { workspace, heads } = await sealedLedger(database, shape)
  expect(await verifyOwnLedger(database.db, workspace, heads)).toMatchObject({ verdict: 'clean' })
  const sealed = await sealedOf(database, workspace)
  const place = shape.at % sealed.length
  const at = sealed[place]!
  const further = 1 + (shape.other % (sealed.length - 1))
  const other = sealed[(place + further) % sealed.length]!
  await TAMPERINGS[name]!({ database, workspace, sealed, at, other })
  return { ...(await verifyOwnLedger(database.db, workspace, heads)), at }
}

interface Shape {
  readonly entries: number
  readonly targets: number
  readonly each: number
  readonly at: number
  readonly other: number
}

/** An entry that was slipped in is a place of its own. */
function names(finding: Finding, at: SealedEntry): boolean {
  const { seq = Infinity, until = seq, vouched_until, entry_id } = finding
  if (entry_id === undefined) return false
  if (entry_id === 'forged') return true
  return Math.min(seq, (vouched_until ?? seq) + 1) <= at.seq && at.seq <= until
}

test(
  `every tampering is found and its place is named, of ${RUNS} at random`,
  { timeout: 60_000 + RUNS * 1_000 },
  async ({ database }) => {
    const { seed } = seededRandom('tamperings')
    const seen = new Map<string, number>()
    const shape = fc.record({
      ...{ entries: fc.integer({ min: 2, max: 9 }), targets: fc.integer({ min: 1, max: 3 }) },
      ...{ each: fc.integer({ min: 1, max: 4 }), at: fc.nat(), other: fc.nat() },
    })
    const tampering = fc.constantFrom(...Object.keys(TAMPERINGS))
    await fc.assert(
      fc.asyncProperty(tampering, shape, async (name, one) => {
        const { verdict, findings, at } = await tampered(database, name, one)
        seen.set(name, (seen.get(name) ?? 0) + 1)
        expect({ name, verdict }).toEqual({ name, verdict: 'findings' })
        expect(
          findings.filter((finding) => names(finding, at)),
          name,
        ).not.toEqual([])
      }),
      { numRuns: RUNS, seed },
    )
    process.stdout.write(`tamperings found: ${JSON.stringify(Object.fromEntries(seen))}\n`)
  },
)

const SHAPE = { entries: 5, targets: 2, each: 2, at: 2, other: 0 }

describe('each kind of tampering has its name', () => {
  test.for<[string, string]>([
    ['an entry names another target', 'changed'],
    ['an entry is gone', 'entry_missing'],
    ['an entry was slipped in without a seal', 'entry_unsealed'],
    ['a seal follows from another', 'broken_link'],
    ['a seal is gone', 'gap'],
    ['the tail is cut off with its entries', 'cut_tail'],
    ['the chain was made anew from a changed entry on', 'rewritten'],
  ])('%s: %s', async ([name, code], { database }) => {
    const { findings } = await tampered(database, name, SHAPE)
    expect(findings.map((one) => one.code)).toContain(code)
  })
})

test('every tampering is tried by its own name', async ({ database }) => {
  for (const name of Object.keys(TAMPERINGS)) {
    const { verdict, findings, at } = await tampered(database, name, SHAPE)
    expect({ name, verdict }).toEqual({ name, verdict: 'findings' })
    expect(
      findings.filter((finding) => names(finding, at)),
      name,
    ).not.toEqual([])
  }
})

test('a ledger that nobody touched is clean up to its newest head', async ({ database }) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 120, targets: 3, each: 50 })
  expect(await verifyOwnLedger(database.db, workspace, heads)).toEqual({
    ...{ verdict: 'clean', seals: 120, newestHead: 120, waiting: 0, found: 0, findings: [] },
    certificates: { issued: 0, stored: 0, notProvable: 0 },
    targets: { recorded: 360, redacted: 360, absent: 0, notRedacted: 0, withoutEntry: 0 },
  })
})

test('without heads a cut tail is not called clean, but not checkable', async ({ database }) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 4 })
  const { admin, db } = database
  for (const table of ['ledger_seal', 'ledger_entry', 'conversation_part']) {
    const cut =
      table === 'ledger_seal'
        ? sql`seq > 2`
        : table === 'ledger_entry'
          ? sql`id not in (select entry_id from ledger_seal)`
          : sql`conversation_id in ('c3', 'c4')`
    await sql`delete from ${sql.table(table)}
               where workspace_id = ${workspace} and ${cut}`.execute(admin)
  }
  const blind = await verifyOwnLedger(db, workspace, [])
  expect(blind).toMatchObject({ verdict: 'tail_not_checkable', found: 0, newestHead: null })
  const { verdict, findings } = await verifyOwnLedger(db, workspace, heads)
  expect({ verdict, findings }).toEqual({
    verdict: 'findings',
    findings: [
      { code: 'cut_tail', seq: 3, until: 4, vouched_until: 2, entry_id: heads.at(-1)!.entryId },
    ],
  })
})

test('a redacted message without an entry is named, and a target that is not redacted', async ({
  database,
}) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 2 })
  const { admin, db } = database
  await storeRedacted(database, workspace, 'unrecorded', 1)
  await sql`update conversation_part set redacted_at = null
             where workspace_id = ${workspace} and conversation_id = 'c2'`.execute(admin)
  await sql`insert into conversation (workspace_id, id, data, source, source_id, source_redacted_at)
            values (${workspace}, 's1', '{}', '{}', 's1', now())`.execute(admin)
  const { targets, findings } = await verifyOwnLedger(db, workspace, heads)

  expect(targets).toMatchObject({ recorded: 2, redacted: 3, notRedacted: 1, withoutEntry: 2 })
  const part = { type: 'conversation_part', target_id: '1' }
  expect(findings).toEqual(
    expect.arrayContaining([
      { code: 'no_entry', ...part, conversation_id: 'unrecorded' },
      { code: 'no_entry', type: 'source', conversation_id: 's1', target_id: 's1' },
      expect.objectContaining({ code: 'not_redacted', ...part, conversation_id: 'c2' }),
    ]),
  )
})

test('an entry may wait for its seal, but not for long, and not be gone', async ({ database }) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 1 })
  const { admin, db } = database
  const [record] = await storeRedacted(database, workspace, 'c2', 1)
  await inWorkspace(db, workspace, (trx) => appendEntry(trx, workspace, [record!]))
  expect(await verifyOwnLedger(db, workspace, heads)).toMatchObject({
    verdict: 'clean',
    waiting: 1,
  })

  await sql`update ledger_entry set created_at = now() - interval '2 hours'
             where workspace_id = ${workspace}
               and id in (select entry_id from ledger_unsealed)`.execute(admin)
  const late = await verifyOwnLedger(db, workspace, heads)
  expect(late.findings.map(({ code }) => code)).toEqual(['unsealed_too_long'])

  await sql`delete from ledger_entry where workspace_id = ${workspace}
               and id in (select entry_id from ledger_unsealed)`.execute(admin)
  const gone = await verifyOwnLedger(db, workspace, heads)
  expect(gone.findings.map(({ code }) => code)).toEqual(['marker_without_entry', 'no_entry'])
})

test('records of a type that is not known yet are sealed and verified like any other', async ({
  database,
}) => {
  const { workspace } = await sealedLedger(database, { entries: 1 })
  await sql`insert into ledger_entry (workspace_id, id, records) values
      (${workspace}, 'e', '[["j", "cli", null, "contact", "ct", null, "erased"], {"type": "x"}]')
    `.execute(database.admin)
  const heads = await sealAll(database, workspace)
  expect(await verifyOwnLedger(database.db, workspace, heads)).toMatchObject({
    ...{ verdict: 'clean', seals: 2, newestHead: 2 },
    targets: { recorded: 1, redacted: 1 },
  })
})

test('a long list of findings is counted whole and listed in part', async ({ database }) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 1 })
  await storeRedacted(database, workspace, 'many', 250)
  const { found, findings } = await verifyOwnLedger(database.db, workspace, heads)
  expect(found).toBe(250)
  expect(findings).toHaveLength(100)
})
