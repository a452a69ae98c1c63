import { sql } from 'kysely'
import { expect } from 'vitest'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { isIntact } from '../../src/erasure/certificate.ts'
import { dropStaleLists } from '../../src/bulk/drop-list.ts'
import { purgeJobs } from '../../src/bulk/purge-jobs.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { freshWorkspace } from '../ledger/ledger-scene.ts'
import { ada, bob, conversationOf } from './adas-conversations.ts'
import { drive } from './drive.ts'
import { certificateOf } from './erasure-scene.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

async function accept({ db }: TestDatabase, workspace: string, id: string): Promise<string> {
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'id', value: id }, scope: 'authored', dryRun: false, lanes: 1 },
    ...{ dueAt: new Date(), requestedBy: 'cli' },
  }
  const accepted = await acceptErasure(db, workspace, ask, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  return accepted.job
}

test('a certificate counts each entry that has a record of it, among records of others', async ({
  database,
}) => {
  const { db, admin } = database
  const group = (index: number) => conversationOf(index, { authors: [ada, bob] })
  await importWithPepper(db, 'default', group(1))
  const jobs = [await accept(database, 'default', 'ada'), await accept(database, 'default', 'bob')]
  await importWithPepper(db, 'default', group(2), group(3))
  for (const job of jobs) {
    await drive(db, 'default', job)
    const { rows } = await sql<{ entries: number }>`
      select count(distinct id)::int as entries
        from ledger_entry cross join jsonb_array_elements(records) record
       where record ->> 0 = ${job}`.execute(admin)
    const certificate = await certificateOf({ database }, job)
    expect(rows[0]!.entries).toBeGreaterThan(2)
    expect(certificate?.ledger.entries).toBe(rows[0]!.entries)
  }
})

test('the entry that a certificate names holds its digest, and who was erased', async ({
  database,
}) => {
  const { db, admin } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(5))
  const job = await accept(database, workspace, 'ada')
  await drive(db, workspace, job)

  const certificate = await certificateOf({ database }, job, workspace)
  if (certificate?.version !== 2) throw new Error('it is of another version')
  const { certificate_entry: entry, last_entry, entries } = certificate.ledger
  expect(last_entry).toBe(entry)
  expect(entries).toBeGreaterThan(1)
  const { rows } = await sql`
    select records from ledger_entry where workspace_id = ${workspace} and id = ${entry}`.execute(
    admin,
  )
  expect(rows).toEqual([
    {
      records: [
        [job, 'cli', null, 'contact', null, 'ada', 'erased_authored', expect.any(Array)],
        [job, 'cli', null, 'certificate', null, job, 'issued', certificate.digest],
      ],
    },
  ])
})

test('a certificate outlives its job, of which nothing else is kept', async ({ database }) => {
  const { db, admin } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(4))
  const job = await accept(database, workspace, 'ada')
  await drive(db, workspace, job)

  expect(await purgeJobs(db, 0)).toBeGreaterThan(0)
  await dropStaleLists(db)
  for (const table of ['job', 'job_list', 'job_item', 'job_chunk', 'erasure']) {
    const { rows } =
      await sql`select from ${sql.table(table)} where workspace_id = ${workspace}`.execute(admin)
    expect(rows, table).toEqual([])
  }
  const certificate = await certificateOf({ database }, job, workspace)
  expect(isIntact(certificate)).toBe(true)
  expect(isIntact({ ...certificate, conversations: 0 })).toBe(false)
})
