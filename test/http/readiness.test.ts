import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { createReadiness } from '../../src/http/readiness.ts'
import { openHeadsFile } from '../../src/ledger/heads-file.ts'
import { watchUnreplayed } from '../../src/ledger/watch-unreplayed.ts'
import { createLogger } from '../../src/logger.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { test } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { openSwitch } from '../scene/open-switch.ts'
import { sealedLedger } from '../ledger/ledger-scene.ts'

/** Milliseconds: as long as this test lasts nobody looks by himself. */
const NEVER = 3_600_000

test('a process that says that it is ready again gives conversations out again', async ({
  database,
}) => {
  const { workspace, heads } = await sealedLedger(database, { entries: 1 })
  const ledgerHeads = join(await tempFolder(), 'heads.ndjson')
  await openHeadsFile(ledgerHeads).append(heads.map((head) => ({ type: 'head', ...head })))
  const url = new URL(database.url)
  const way = await openSwitch(Number(url.port || '5432'))
  const there = Object.assign(new URL(url), { port: String(way.port) }).href
  const db = openDatabase({ url: there, appRole: database.appRole })
  onTestFinished(() => db.destroy())
  const backend = database.backend('postgres')
  const queue = openDeliveryQueue('redactions', backend, createLogger('silent'))
  onTestFinished(() => queue.close())
  const unreplayed = watchUnreplayed(db, { ledgerHeads, every: NEVER })
  onTestFinished(() => unreplayed.close())
  const reasons = createReadiness({ db, queue, unreplayed })
  expect(await reasons()).toEqual([])
  expect(unreplayed.isWithheld(workspace)).toBe(false)

  way.turnTo(1)
  expect(await reasons()).toEqual(['database_unavailable', 'ledger_unavailable'])
  await unreplayed.look()
  expect(unreplayed.isWithheld(workspace)).toBe(true)
  way.turnTo(Number(url.port || '5432'))
  await expect.poll(reasons).toEqual([])
  expect(unreplayed.isWithheld(workspace)).toBe(false)
})
