import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry } from '../../src/ledger/append-entry.ts'
import { exportLedger } from '../../src/ledger/export-ledger.ts'
import { openHeadsFile, readHeadsFile } from '../../src/ledger/heads-file.ts'
import { headsInForce } from '../../src/ledger/heads-in-force.ts'
import { checkExport, exportedEntries } from '../../src/ledger/read-export.ts'
import { recordRestored } from '../../src/ledger/record-restored.ts'
import { replayEntries } from '../../src/replay/replay-entries.ts'
import { replayNeeded } from '../../src/ledger/replay-needed.ts'
import { verifyOwnLedger } from '../ledger/verify-own-ledger.ts'
import { partRequest, redactNow, sourceRequest } from '../conversation/redact-now.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { takeBackup } from '../ledger/backup.ts'
import {
  freshWorkspace,
  recordOf,
  sealAll,
  sealedLedger,
  storeRedacted,
} from '../ledger/ledger-scene.ts'

async function linesOf({ db }: TestDatabase, workspace: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportLedger(db, workspace)) lines.push(line)
  return lines
}

async function fileOf(lines: readonly string[]): Promise<string> {
  const path = join(await tempFolder(), 'ledger.ndjson')
  await writeFile(path, lines.join(''))
  return path
}

const targetsIn = async ({ admin }: TestDatabase, workspace: string) => {
  const { rows } = await sql<{ record: unknown[] }>`
    select record from ledger_entry cross join lateral jsonb_array_elements(records) as record
     where workspace_id = ${workspace} order by record ->> 5`.execute(admin)
  return rows.map(({ record }) => record)
}

describe('an export', () => {
  test('is a line for each entry and the head at the end, and proves itself', async ({
    database,
  }) => {
    const { workspace, heads } = await sealedLedger(database, { entries: 3, targets: 2 })
    const lines = await linesOf(database, workspace)
    expect(lines).toHaveLength(4)
    expect(JSON.parse(lines[0]!)).toMatchObject({ type: 'entry', workspace, seq: 1 })
    expect(JSON.parse(lines[0]!).records[1].slice(3)).toEqual([
      ...['conversation_part', 'c1', '2', 'redacted'],
    ])
    const { seq, entryId, hash } = heads[2]!
    expect(JSON.parse(lines[3]!)).toEqual({ type: 'head', workspace, seq, entry_id: entryId, hash })

    const path = await fileOf(lines)
    expect(await checkExport(path, workspace, heads[1])).toMatchObject({ ok: true, hasHead: true })
    const other = { ...heads[2]!, hash: 'ab'.repeat(32) }
    expect(await checkExport(path, workspace, other)).toMatchObject({ ok: true, hasHead: false })
  })

  test('of an empty ledger is a head alone', async ({ database }) => {
    const workspace = await freshWorkspace(database)
    const path = await fileOf(await linesOf(database, workspace))
    expect(await checkExport(path, workspace, undefined)).toMatchObject({ ok: true })
  })

  test('has records of an unknown type as they were stored', async ({ database }) => {
    const workspace = await freshWorkspace(database)
    const records = '[["j", "cli", null, "contact", "é\\n", {"b": 1.50, "10": 1e2}], {"x": null}]'
    await sql`insert into ledger_entry (workspace_id, id, records)
              values (${workspace}, 'e', ${records}::jsonb)`.execute(database.admin)
    await sealAll(database, workspace)
    const path = await fileOf(await linesOf(database, workspace))
    expect(await checkExport(path, workspace, undefined)).toMatchObject({ ok: true })
    expect(
      await replayEntries({ db: database.db, workspace }, exportedEntries(path)),
    ).toMatchObject({
      ...{ unknown: 2, redacted: 0 },
    })
  })

  test.for<[string, (lines: string[]) => string[], number, string]>([
    ['a changed record', (all) => all.with(1, all[1]!.replace('"cli"', '"api"')), 2, 'changed'],
    ['a missing line', (all) => all.toSpliced(1, 1), 2, 'gap'],
    ['lines in another order', (all) => [all[1]!, all[0]!, all[2]!, all[3]!], 1, 'gap'],
    ['a cut end', (all) => all.slice(0, 2), 2, 'no_head'],
    ['a cut end with a head', (all) => [all[0]!, all[1]!, all[3]!], 3, 'head'],
    ['a line after the head', (all) => [...all, all[3]!], 5, 'not_a_line'],
    ['another spacing', (all) => all.with(0, all[0]!.replaceAll(', ', ',')), 1, 'changed'],
    ['something else', () => ['{"type":"conversation"}\n'], 1, 'not_a_line'],
    ['nothing', () => [], 0, 'no_head'],
  ])('with %s is refused', async ([, change, line, problem], { database }) => {
    const { workspace } = await sealedLedger(database, { entries: 3 })
    const path = await fileOf(change(await linesOf(database, workspace)))
    expect(await checkExport(path, workspace, undefined)).toEqual({ ok: false, line, problem })
    expect(await checkExport(path, 'default', undefined)).toMatchObject({ ok: false })
  })
})

test('what a restored backup brought back is redacted again, for the same job and reason', async ({
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  const stored = await storeConversation(database, { workspace })
  const early = await storeConversation(database, { workspace })
  await redactNow(db, workspace, partRequest(early.id, early.partId))
  const known = await sealAll(database, workspace)
  const restore = await takeBackup(database)
  const outcomes = await redactNow(
    db,
    workspace,
    partRequest(stored.id, stored.partId),
    sourceRequest(stored.id, stored.sourceId),
  )
  expect(outcomes).toEqual(['redacted', 'redacted'])
  const lost = await sealAll(database, workspace)
  const before = await targetsIn(database, workspace)
  const path = await fileOf(await linesOf(database, workspace))
  const headsPath = join(await tempFolder(), 'heads.ndjson')
  const heads = openHeadsFile(headsPath)
  await heads.append([...known, ...lost].map((head) => ({ type: 'head', ...head })))

  await restore()
  const text = async () => JSON.stringify(await readConversation(db, workspace, stored.id))
  expect(await text()).toContain(stored.secret)
  expect(await replayNeeded(db, heads)).toEqual(new Set([workspace]))

  const counts = await replayEntries({ db, workspace }, exportedEntries(path))
  expect(counts).toMatchObject({ redacted: 2, already_redacted: 1, not_found: 0, unknown: 0 })
  expect(await text()).not.toContain(stored.secret)
  expect(await targetsIn(database, workspace)).toEqual(before)

  const again = await replayEntries({ db, workspace }, exportedEntries(path))
  expect(again).toMatchObject({ redacted: 0, already_redacted: 3 })
  expect(await targetsIn(database, workspace)).toEqual(before)

  const inForce = headsInForce(await readHeadsFile(headsPath), workspace)
  await recordRestored(db, heads, workspace, { inForce, lossAccepted: false })
  expect(await replayNeeded(db, heads)).toEqual(new Set())
  await heads.append(
    (await sealAll(database, workspace)).map((head) => ({ type: 'head', ...head })),
  )
  const still = headsInForce(await readHeadsFile(headsPath), workspace)
  expect(await verifyOwnLedger(db, workspace, still)).toMatchObject({ verdict: 'clean', seals: 2 })
})

test('what is not there is counted; what the ledger says was redacted is, whatever it is now', async ({
  database,
}) => {
  const workspace = await freshWorkspace(database)
  const stored = await storeConversation(database, { workspace })
  const records = [recordOf(stored.id, 'gone'), recordOf(stored.id, stored.emptyPartId)]
  await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, records))
  await sealAll(database, workspace)
  const path = await fileOf(await linesOf(database, workspace))
  expect(await replayEntries({ db: database.db, workspace }, exportedEntries(path))).toEqual({
    ...{ redacted: 1, already_redacted: 0, not_found: 1, not_redactable: 0 },
    ...{ certificates: 0, unknown: 0 },
  })
})

test('many targets are replayed a thousand in a transaction, with an entry for each', async ({
  database,
}) => {
  const { admin, db } = database
  const workspace = await freshWorkspace(database)
  const records = await storeRedacted(database, workspace, 'c1', 2_500)
  await inWorkspace(db, workspace, (trx) => appendEntry(trx, workspace, records))
  await sealAll(database, workspace)
  const path = await fileOf(await linesOf(database, workspace))
  for (const table of ['ledger_seal', 'ledger_entry']) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspace}`.execute(admin)
  }
  await sql`update conversation_part set redacted_at = null, body = 'back'
             where workspace_id = ${workspace}`.execute(admin)

  const counts = await replayEntries({ db, workspace }, exportedEntries(path))
  expect(counts).toMatchObject({ redacted: 2_500 })
  const { rows } = await sql<{ size: number }>`
    select jsonb_array_length(records) as size from ledger_entry
     where workspace_id = ${workspace} order by id`.execute(admin)
  expect(rows.map(({ size }) => size)).toEqual([1_000, 1_000, 500])
})
