import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { listSuppressions } from '../../src/erasure/suppressions.ts'
import { exportLedger } from '../../src/ledger/export-ledger.ts'
import { openHeadsFile } from '../../src/ledger/heads-file.ts'
import { exportedEntries } from '../../src/ledger/read-export.ts'
import { replayNeeded } from '../../src/ledger/replay-needed.ts'
import { replayEntries } from '../../src/replay/replay-entries.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { test, type TestDatabase } from '../database-test.ts'
import {
  ada,
  agent,
  conversationOf,
  conversationsOf,
  EMAIL,
  EXTERNAL_ID,
  NAME,
  partBy,
  WORDS,
} from '../erasure/adas-conversations.ts'
import { drive } from '../erasure/drive.ts'
import { importWithPepper, PEPPER } from '../erasure/pepper.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { takeBackup } from '../ledger/backup.ts'
import { freshWorkspace, sealAll } from '../ledger/ledger-scene.ts'

async function eraseAda({ db }: TestDatabase, workspace: string): Promise<string> {
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'email', value: EMAIL }, scope: 'authored', dryRun: false, lanes: 1 },
    ...{ dueAt: new Date(), requestedBy: 'cli' },
  }
  const accepted = await acceptErasure(db, workspace, ask, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, workspace, accepted.job)
  return accepted.job
}

async function exported({ db }: TestDatabase, workspace: string): Promise<string> {
  const path = join(await tempFolder(), 'ledger.ndjson')
  const lines: string[] = []
  for await (const line of exportLedger(db, workspace)) lines.push(line)
  await writeFile(path, lines.join(''))
  return path
}

async function copiesOf(database: TestDatabase, workspace: string) {
  const found: Record<string, number> = {}
  for (const text of [WORDS, NAME, EMAIL, EXTERNAL_ID]) {
    // The backup itself lies beside, as tables of another schema.
    for (const [table, rows] of Object.entries(await rowsWith(database, text))) {
      if (!table.startsWith('public.')) found[`${workspace} ${text} ${table}`] = rows
    }
  }
  return found
}

test('a contact whom a restored backup brought back is erased again, and stays out', async ({
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  const place = { db, workspace, pepper: PEPPER }
  const store = (...objects: object[]) => importWithPepper(db, workspace, ...objects)
  await store(...conversationsOf(0, 450), conversationOf(450, { sourceId: null }))
  await store({ ...conversationOf(451, { authors: [agent], source: null }), title: null })
  const restore = await takeBackup(database)
  const job = await eraseAda(database, workspace)
  const lost = await sealAll(database, workspace)
  const heads = openHeadsFile(join(await tempFolder(), 'heads.ndjson'))
  await heads.append(lost.map((head) => ({ type: 'head', ...head })))
  const path = await exported(database, workspace)
  expect(await copiesOf(database, workspace)).toEqual({})

  await restore()
  expect(Object.keys(await copiesOf(database, workspace)).length).toBeGreaterThan(5)
  expect(await listSuppressions(db, workspace)).toEqual([])
  expect(await replayNeeded(db, heads)).toEqual(new Set([workspace]))

  const blind = await replayEntries({ db, workspace }, exportedEntries(path))
  expect(blind).toMatchObject({ redacted: 902, unknown: 1 })
  const counts = await replayEntries(place, exportedEntries(path))
  expect(counts).toMatchObject({ redacted: 1, already_redacted: 902, not_found: 0, unknown: 0 })
  expect(await copiesOf(database, workspace)).toEqual({})
  const again = await replayEntries(place, exportedEntries(path))
  expect(again).toMatchObject({ redacted: 0, already_redacted: 903, unknown: 0 })
  const { rows } = await sql`
    select distinct job_id, kind from suppression where workspace_id = ${workspace}
     order by kind`.execute(database.admin)
  expect(rows).toEqual(
    ['contact_id', 'email', 'external_id'].map((kind) => ({ job_id: job, kind })),
  )

  await store(...conversationsOf(440, 460))
  expect(await copiesOf(database, workspace)).toEqual({})
})

test('who is kept out is known by what the ledger says, not by what the backup knows of them', async ({
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(1))
  const restore = await takeBackup(database)
  // What she was called since is in no backup.
  const later = { type: 'user', id: 'ada', email: 'ada.later@example.com' }
  await importWithPepper(db, workspace, { ...later, updated_at: 5 })
  await eraseAda(database, workspace)
  await sealAll(database, workspace)
  const path = await exported(database, workspace)
  await restore()

  const counts = await replayEntries({ db, workspace, pepper: PEPPER }, exportedEntries(path))
  expect(counts).toMatchObject({ redacted: 3, unknown: 0 })
  for (const [at, email] of [EMAIL, later.email].entries()) {
    const author = { type: 'lead', id: `other-${at}`, name: NAME, email }
    await importWithPepper(
      db,
      workspace,
      conversationOf(10 + at, { source: author, authors: [author] }),
    )
  }
  expect(await copiesOf(database, workspace)).toEqual({})
})

test('an erasure that the ledger knows is not had again: who came back stays', async ({
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(1))
  await eraseAda(database, workspace)
  await sealAll(database, workspace)
  const path = await exported(database, workspace)
  const at = Math.floor(Date.now() / 1_000) + 3_600
  const back = partBy({ id: 'back', author: ada, body: 'back again', at })
  await importWithPepper(db, workspace, {
    ...{ id: 'c2', created_at: at, updated_at: at },
    conversation_parts: { conversation_parts: [back] },
  })
  const counts = await replayEntries({ db, workspace, pepper: PEPPER }, exportedEntries(path))
  expect(counts).toMatchObject({ redacted: 0, already_redacted: 3 })
  expect(JSON.stringify(await readConversation(db, workspace, 'c2'))).toContain(NAME)
})

test.for([
  ['milliseconds', (at: number) => at * 1_000],
  ['ISO 8601', (at: number) => new Date(at * 1_000).toISOString()],
] as const)(
  'what began before the erasure is told by times in %s, too',
  async ([, written], { database }) => {
    const { db } = database
    const workspace = await freshWorkspace(database)
    const now = Math.floor(Date.now() / 1_000)
    const dated = (id: string, at: number) => ({
      ...{ ...conversationOf(1), id, created_at: written(at), updated_at: written(at) },
      conversation_parts: { conversation_parts: [] },
    })
    await importWithPepper(db, workspace, dated('before', now - 60), dated('after', now + 3_600))
    const restore = await takeBackup(database)
    await eraseAda(database, workspace)
    await sealAll(database, workspace)
    const path = await exported(database, workspace)
    await restore()
    await replayEntries({ db, workspace, pepper: PEPPER }, exportedEntries(path))

    const listed = async (id: string) =>
      JSON.stringify((await readConversation(db, workspace, id))?.['contacts'])
    expect(await listed('before')).not.toContain(EXTERNAL_ID)
    expect(await listed('after')).toContain(EXTERNAL_ID)
  },
)
