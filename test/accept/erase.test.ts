import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { openListDoor } from '../../src/accept/list-door.ts'
import type { ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { StartError } from '../../src/failure.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { conversationOf } from '../erasure/adas-conversations.ts'
import { drive } from '../erasure/drive.ts'
import { importWithPepper, PEPPER } from '../erasure/pepper.ts'
import { freshWorkspace } from '../ledger/ledger-scene.ts'
import { test, type TestDatabase } from '../database-test.ts'

const ask: Omit<ErasureAsk, 'lanes'> = {
  ...{ selector: { kind: 'id', value: 'ada' }, scope: 'authored', dryRun: false },
  ...{ dueAt: new Date(), requestedBy: 'library' },
}

const logger = createLogger('silent')

async function openDoor(database: TestDatabase) {
  const queue = openDeliveryQueue(QUEUES.erasures, database.backend('postgres'), logger)
  onTestFinished(() => queue.close())
  await queue.ready()
  return { queue, ...openListDoor({ db: database.db, queue, logger, pepper: PEPPER }, 3) }
}

test('an erasure is accepted and delivered once under a key', async ({ database }) => {
  const workspace = await freshWorkspace(database)
  await importWithPepper(database.db, workspace, conversationOf(1))
  const door = await openDoor(database)
  const key = { digest: randomBytes(32), fingerprint: randomBytes(32) }
  const first = await door.erase(workspace, { ...ask, key })
  expect(first).toMatchObject({ kind: 'accepted', isNew: true })
  expect(await door.erase(workspace, { ...ask, key })).toEqual({ ...first, isNew: false })
  const other = { ...key, fingerprint: randomBytes(32) }
  expect(await door.erase(workspace, { ...ask, key: other })).toEqual({ kind: 'key_reused' })
  expect(await door.queue.backlog()).toEqual({ waiting: 1, all: 1 })
  const { rows } = await sql`select lanes from job_list where workspace_id = ${workspace}`.execute(
    database.admin,
  )
  expect(rows).toEqual([{ lanes: 3 }])
})

test('nobody found takes no key', async ({ database }) => {
  const workspace = await freshWorkspace(database)
  const door = await openDoor(database)
  const key = { digest: randomBytes(32), fingerprint: randomBytes(32) }
  expect(await door.erase(workspace, { ...ask, key })).toEqual({ kind: 'contact_not_found' })
  await importWithPepper(database.db, workspace, conversationOf(1))
  const known = await door.erase(workspace, { ...ask, key })
  expect(known).toMatchObject({ kind: 'accepted', isNew: true })
})

test('without the pepper nobody is erased, and no plan is run', async ({ database }) => {
  const workspace = await freshWorkspace(database)
  await importWithPepper(database.db, workspace, conversationOf(1))
  const door = await openDoor(database)
  const plan = await door.erase(workspace, { ...ask, dryRun: true })
  if (plan.kind !== 'accepted') throw new Error(plan.kind)
  await drive(database.db, workspace, plan.job)
  const blind = openListDoor({ db: database.db, queue: door.queue, logger }, 1)
  await expect(blind.erase(workspace, ask)).rejects.toBeInstanceOf(StartError)
  await expect(blind.run(workspace, plan.job)).rejects.toBeInstanceOf(StartError)
  expect(await door.run(workspace, plan.job)).toMatchObject({ kind: 'started', chunks: [1] })
})
