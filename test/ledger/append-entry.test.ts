import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry, type LedgerRecord } from '../../src/ledger/append-entry.ts'
import { test } from '../database-test.ts'

const record: LedgerRecord = {
  job: 'j1',
  requestedBy: 'cli',
  reason: null,
  type: 'source',
  conversationId: 'c1',
  targetId: 's1',
  outcome: 'redacted',
}

test('all effects of a transaction stand in one entry; none leave no entry', async ({
  database: { db, admin },
}) => {
  await inWorkspace(db, 'default', (trx) => appendEntry(trx, 'default', []))
  await inWorkspace(db, 'default', (trx) =>
    appendEntry(trx, 'default', [record, { ...record, job: 'j2', targetId: 's2' }]),
  )
  const { rows } = await sql`select records from ledger_entry`.execute(admin)
  expect(rows).toEqual([
    {
      records: [
        ['j1', 'cli', null, 'source', 'c1', 's1', 'redacted'],
        ['j2', 'cli', null, 'source', 'c1', 's2', 'redacted'],
      ],
    },
  ])
})

test('an entry can be neither changed nor deleted by the app', async ({ database: { db } }) => {
  const change = inWorkspace(db, 'default', (trx) =>
    sql`update ledger_entry set records = '[]'`.execute(trx),
  )
  await expect(change).rejects.toMatchObject({ code: '42501' })
  const removal = inWorkspace(db, 'default', (trx) => sql`delete from ledger_entry`.execute(trx))
  await expect(removal).rejects.toMatchObject({ code: '42501' })
})
