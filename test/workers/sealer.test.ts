import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry } from '../../src/ledger/append-entry.ts'
import { openHeadsFile } from '../../src/ledger/heads-file.ts'
import { readHead } from '../../src/ledger/read-head.ts'
import { createLogger } from '../../src/logger.ts'
import { startSealer, type SealerOptions } from '../../workers/rounds/sealer.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { freshWorkspace, sealAll, storeRedacted } from '../ledger/ledger-scene.ts'

const HURRIED = { every: 20, leadAgain: 50 }

function startFor({ db }: TestDatabase, more: Partial<SealerOptions> = {}) {
  const sealer = startSealer({
    db,
    logger: createLogger('silent'),
    ...HURRIED,
    ...more,
  })
  onTestFinished(() => sealer.close())
  return sealer
}

async function ownDatabase(): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database
}

async function appendTo(database: TestDatabase, workspace: string, conversation: string) {
  const records = await storeRedacted(database, workspace, conversation, 1)
  await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, records))
}

const headsPath = async () => join(await tempFolder(), 'heads.ndjson')
const isSealedUpTo = (database: TestDatabase, workspace: string, seq: number) =>
  pollUntil(
    () => readHead(database.db, workspace),
    (head) => head?.seq === seq,
  )

test('seals what comes in any workspace, and writes the heads to log and file', async () => {
  const database = await ownDatabase()
  const said: string[] = []
  const log = new PassThrough().on('data', (line: Buffer) => void said.push(line.toString()))
  const ledgerHeads = await headsPath()
  startFor(database, { ledgerHeads, logger: createLogger('info', log) })
  const workspaces = [await freshWorkspace(database), await freshWorkspace(database)]
  for (const workspace of workspaces) await appendTo(database, workspace, 'c1')

  for (const workspace of workspaces) {
    const head = await isSealedUpTo(database, workspace, 1)
    const { newest } = openHeadsFile(ledgerHeads)
    await pollUntil(newest, (heads) => heads.get(workspace)?.hash === head!.hash)
    expect(said.join('')).toContain(head!.hash)
  }
})

test('closing seals what is left', async () => {
  const database = await ownDatabase()
  const workspace = await freshWorkspace(database)
  const sealer = startFor(database, { every: 60_000 })
  await appendTo(database, workspace, 'c1')
  await appendTo(database, workspace, 'c2')
  await sealer.close()
  expect(await readHead(database.db, workspace)).toMatchObject({ seq: 2 })
})

test('of two sealers one works, and the other takes over', async () => {
  const database = await ownDatabase()
  const workspace = await freshWorkspace(database)
  const first = startFor(database)
  await appendTo(database, workspace, 'c1')
  await isSealedUpTo(database, workspace, 1)
  startFor(database)
  await appendTo(database, workspace, 'c2')
  await isSealedUpTo(database, workspace, 2)
  await first.close()
  await appendTo(database, workspace, 'c3')
  await isSealedUpTo(database, workspace, 3)
})

test('a head that a dead process did not write down is written by the next', async () => {
  const database = await ownDatabase()
  const workspace = await freshWorkspace(database)
  await appendTo(database, workspace, 'c1')
  const [head] = await sealAll(database, workspace)
  const ledgerHeads = await headsPath()
  startFor(database, { ledgerHeads })
  const { newest } = openHeadsFile(ledgerHeads)
  await pollUntil(newest, (heads) => heads.get(workspace)?.hash === head!.hash)
})

test('a chain whose known head is missing does not go on; others do', async () => {
  const database = await ownDatabase()
  const [lost, sound] = [await freshWorkspace(database), await freshWorkspace(database)]
  const ledgerHeads = await headsPath()
  const head = { workspace: lost, seq: 7, entryId: 'e', hash: 'ab'.repeat(32) }
  await openHeadsFile(ledgerHeads).append([{ type: 'head', ...head }])
  await appendTo(database, lost, 'c1')
  await appendTo(database, sound, 'c1')
  startFor(database, { ledgerHeads })
  await isSealedUpTo(database, sound, 1)
  expect(await readHead(database.db, lost)).toBeUndefined()
})

test('heads that can not be written are written later', async () => {
  const database = await ownDatabase()
  const workspace = await freshWorkspace(database)
  const folder = join(await tempFolder(), 'later')
  const ledgerHeads = join(folder, 'heads.ndjson')
  startFor(database, { ledgerHeads })
  await appendTo(database, workspace, 'c1')
  const head = await isSealedUpTo(database, workspace, 1)
  await mkdir(folder)
  onTestFinished(() => rm(folder, { recursive: true }))
  const { newest } = openHeadsFile(ledgerHeads)
  await pollUntil(newest, (heads) => heads.get(workspace)?.hash === head!.hash)
})
