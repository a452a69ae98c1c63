import { sql } from 'kysely'
import { expect } from 'vitest'
import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import { isIntact } from '../../src/erasure/certificate.ts'
import { dropStaleLists } from '../../src/lists/drop-list.ts'
import { purgeJobs } from '../../src/lists/purge-jobs.ts'
import { test } from '../database-test.ts'
import { conversationOf } from './adas-conversations.ts'
import { drive } from './drive.ts'
import { certificateOf } from './erasure-scene.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

test('a certificate outlives its job, of which nothing else is kept', async ({ database }) => {
  const { db, admin } = database
  await importWithPepper(db, 'default', conversationOf(1))
  const accepted = await acceptErasure(
    db,
    'default',
    {
      ...{ selector: { kind: 'external_id', value: 'crm-ada-markerson' }, scope: 'authored' },
      ...{ dryRun: false, lanes: 1, dueAt: new Date(), requestedBy: 'cli' },
    },
    PEPPER,
  )
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, 'default', accepted.job)

  expect(await purgeJobs(db, 0)).toBe(1)
  await dropStaleLists(db)
  for (const table of ['job', 'job_list', 'job_item', 'job_chunk', 'erasure']) {
    const { rows } = await sql`select from ${sql.table(table)}`.execute(admin)
    expect(rows, table).toEqual([])
  }
  const certificate = await certificateOf({ database }, accepted.job)
  expect(isIntact(certificate)).toBe(true)
  expect(isIntact({ ...certificate, conversations: 0 })).toBe(false)
})
