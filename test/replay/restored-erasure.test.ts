import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { checkCertificate } from '../../src/erasure/check-certificate.ts'
import { findCertificate } from '../../src/erasure/find-certificate.ts'
import { startPlanned } from '../../src/erasure/start-planned.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { exportLedger } from '../../src/ledger/export-ledger.ts'
import type { Head } from '../../src/ledger/head.ts'
import { checkExport, exportedCertificates, exportedEntries } from '../../src/ledger/read-export.ts'
import { verifyOwnLedger } from '../ledger/verify-own-ledger.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { createLogger } from '../../src/logger.ts'
import { replayEntries } from '../../src/replay/replay-entries.ts'
import { restoreErasures } from '../../src/replay/restore-erasures.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { conversationOf } from '../erasure/adas-conversations.ts'
import { drive } from '../erasure/drive.ts'
import { eraseOne } from '../erasure/erase-one.ts'
import { importWithPepper, PEPPER } from '../erasure/pepper.ts'
import { takeBackup } from '../ledger/backup.ts'
import { freshWorkspace, sealAll } from '../ledger/ledger-scene.ts'

async function exported({ db }: TestDatabase, workspace: string): Promise<string> {
  const path = join(await tempFolder(), 'ledger.ndjson')
  let text = ''
  for await (const line of exportLedger(db, workspace)) text += line
  await writeFile(path, text)
  return path
}

async function replay({ db }: TestDatabase, workspace: string, path: string) {
  expect(await checkExport(path, workspace, undefined)).toMatchObject({ ok: true })
  const place = { db, workspace, pepper: PEPPER }
  const counts = await replayEntries(place, exportedEntries(path))
  return { ...counts, erasures: await restoreErasures(place, exportedCertificates(path)) }
}

const linesOf = (heads: readonly Head[]) =>
  heads.map((head) => ({ type: 'head' as const, ...head }))

async function standing({ db }: TestDatabase, workspace: string, job: string) {
  const stored = await findJob(db, workspace, job)
  const list = (await findLists(db, workspace, [job])).get(job)
  const { progress, filesDetached, erasure } = list ?? {}
  return { stored, progress, filesDetached, erasure }
}

test('an erasure that a backup has forgotten comes back with job, certificate and proof', async ({
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(7))
  const restore = await takeBackup(database)
  const job = await eraseOne(database, workspace, 8)
  const before = await standing(database, workspace, job)
  const published = await sealAll(database, workspace, 1)
  const issued = await findCertificate(db, workspace, job)
  const path = await exported(database, workspace)
  await restore()
  expect(await findJob(db, workspace, job)).toBeUndefined()
  await importWithPepper(db, workspace, conversationOf(8))

  expect(await replay(database, workspace, path)).toMatchObject({ erasures: 1, unknown: 0 })
  expect(await standing(database, workspace, job)).toEqual(before)
  published.push(...(await sealAll(database, workspace, 1)))
  const certificate = await findCertificate(db, workspace, job)
  expect({ ...certificate, proof: undefined }).toEqual({ ...issued, proof: undefined })

  const heads = linesOf(published)
  for (const one of [issued, certificate]) {
    const text = JSON.stringify(one)
    expect(await checkCertificate(text, { heads })).toMatchObject({ verdict: 'proved' })
  }
  const newest = published.at(-1)!
  expect(await verifyOwnLedger(db, workspace, [newest])).toMatchObject({ verdict: 'clean' })
  const again = await replay(database, workspace, path)
  expect(again).toMatchObject({ redacted: 0, certificates: 0, erasures: 0 })
})

test('an export from after a replay proves the same certificate', async ({ database }) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(9))
  const restore = await takeBackup(database)
  const job = await eraseOne(database, workspace, 9)
  await sealAll(database, workspace)
  const path = await exported(database, workspace)
  await restore()
  await replay(database, workspace, path)
  const heads = linesOf(await sealAll(database, workspace))
  const text = JSON.stringify(await findCertificate(db, workspace, job))
  const ledger = await exported(database, workspace)
  expect(await checkCertificate(text, { heads, ledger })).toMatchObject({
    ...{ verdict: 'proved', problems: [] },
  })
})

test('an erasure that was planned before the backup has ended after it', async ({ database }) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(10))
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'id', value: 'ada' }, scope: 'authored', dryRun: true, lanes: 1 },
    ...{ dueAt: new Date(), requestedBy: 'cli' },
  }
  const accepted = await acceptErasure(db, workspace, ask, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  const { job } = accepted
  await drive(db, workspace, job)
  const restore = await takeBackup(database)
  const started = await startPlanned(db, workspace, job, { pepper: PEPPER })
  if (started.kind !== 'started') throw new Error(started.kind)
  for (const chunk of started.chunks) {
    await runChunk(db, workspace, { job, chunk }, createLogger('silent'))
  }
  await drive(db, workspace, job)
  const before = await standing(database, workspace, job)
  expect(before.stored?.state).toBe('succeeded')
  await sealAll(database, workspace)
  const path = await exported(database, workspace)
  await restore()
  expect(await findJob(db, workspace, job)).toMatchObject({ state: 'ready' })
  await replay(database, workspace, path)
  const after = await standing(database, workspace, job)
  expect(after.stored).toEqual(before.stored)
  expect(after.progress).toEqual(before.progress)
})

test('a certificate that no entry tells of spoils an export; one without any is still read', async ({
  database,
}) => {
  const workspace = await freshWorkspace(database)
  await eraseOne(database, workspace, 11)
  await sealAll(database, workspace)
  const lines: string[] = []
  for await (const line of exportLedger(database.db, workspace)) lines.push(line)
  const at = lines.findIndex((line) => line.startsWith('{"type":"certificate"'))
  expect(at).toBe(lines.length - 2)
  const checked = async (changed: readonly string[]) => {
    const path = join(await tempFolder(), 'ledger.ndjson')
    await writeFile(path, changed.join(''))
    return checkExport(path, workspace, undefined)
  }
  expect(await checked(lines.toSpliced(at, 1))).toMatchObject({ ok: true })
  for (const change of [
    (line: string) => line.replace('"succeeded"', '"failed"'),
    (line: string) => line.replace(/"digest": "\w{8}/, '"digest": "00000000'),
  ]) {
    expect(await checked(lines.with(at, change(lines[at]!)))).toEqual({
      ...{ ok: false, line: at + 1, problem: 'certificate' },
    })
  }
})
