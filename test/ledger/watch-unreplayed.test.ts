import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { openHeadsFile } from '../../src/ledger/heads-file.ts'
import { watchUnreplayed } from '../../src/ledger/watch-unreplayed.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { test } from '../database-test.ts'
import { sealedLedger } from './ledger-scene.ts'

async function watchOf(db: Parameters<typeof watchUnreplayed>[0], ledgerHeads?: string) {
  const watch = watchUnreplayed(db, { ledgerHeads })
  onTestFinished(() => watch.close())
  return watch
}

test('everything is withheld until the first look', async ({ database }) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 1 })
  const path = join(await tempFolder(), 'heads.ndjson')
  await openHeadsFile(path).append(heads.map((head) => ({ type: 'head', ...head })))
  const watch = await watchOf(database.db, path)
  expect(watch.isWithheld(workspace)).toBe(true)
  await watch.look()
  expect(watch.isWithheld(workspace)).toBe(false)
})

test('after a look that failed everything is withheld', async () => {
  const path = join(await tempFolder(), 'heads.ndjson')
  const head = { workspace: 'default', seq: 1, entryId: 'e', hash: 'ab'.repeat(32) }
  await openHeadsFile(path).append([{ type: 'head', ...head }])
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing', appRole: 'none' })
  onTestFinished(() => db.destroy())
  const watch = await watchOf(db, path)
  await watch.look()
  expect(watch.isWithheld('default')).toBe(true)
})

test('without a heads file nothing is', async ({ database }) => {
  expect((await watchOf(database.db)).isWithheld('default')).toBe(false)
})
