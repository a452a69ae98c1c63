import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { finishSuppression } from '../../src/erasure/suppress.ts'
import { liftSuppression, listSuppressions } from '../../src/erasure/suppressions.ts'
import { resolveContact } from '../../src/redact/rows/resolve-contact.ts'
import { StartError } from '../../src/failure.ts'
import { importObjects } from '../conversation/import-objects.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { ADA, afterErasure, message, oldExport, SECRET } from './old-export.ts'
import { importWithPepper, PEPPER, suppressNow, UNTIL } from './pepper.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

/** A workspace that knew Ada, erased her, and holds nothing but that. */
async function erased({ db }: TestDatabase, workspace = newWorkspace()): Promise<string> {
  await importWithPepper(db, workspace, ADA)
  await suppressNow(db, workspace, ['ada'])
  return workspace
}

interface Held {
  readonly table: string
  readonly row: string
}

async function rowsOf({ admin }: TestDatabase, workspace: string): Promise<Held[]> {
  const tables = ['conversation', 'conversation_part', 'contact', 'ledger_entry', 'suppression']
  const rows = await Promise.all(
    tables.map((table) =>
      sql<Held>`
        select ${table} as "table", one::text as row, one.xmin from ${sql.table(table)} one
         where workspace_id = ${workspace} order by 2`.execute(admin),
    ),
  )
  return rows.flatMap((result) => result.rows)
}

async function ledgerOf({ admin }: TestDatabase, workspace: string): Promise<unknown[]> {
  const { rows } = await sql<{ records: unknown[][] }>`
    select records from ledger_entry where workspace_id = ${workspace} order by id`.execute(admin)
  return rows.map((row) => row.records)
}

test('an old export of an erased contact is stored as the erasure left it, others as they were', async ({
  database,
}) => {
  const workspace = await erased(database)
  await importWithPepper(database.db, workspace, oldExport)

  const read = await readConversation(database.db, workspace, 'c1')
  const importedAt = read?.['updated_at']
  expect(importedAt).toEqual(expect.any(Number))
  expect(read).toEqual(afterErasure(importedAt))
  const rows = await rowsOf(database, workspace)
  expect(rows.filter(({ row }) => row.includes(SECRET))).toEqual([])
})

test('an import tells how many messages it stored emptied, and how many it kept out', async ({
  database,
}) => {
  const workspace = await erased(database)
  const first = await importWithPepper(database.db, workspace, oldExport)
  expect(first).toMatchObject({ conversations: 1, parts: 5, emptied: 2, kept_out: 0 })
  const again = await importWithPepper(database.db, workspace, oldExport)
  expect(again).toMatchObject({ conversations: 1, parts: 5, emptied: 0, kept_out: 2 })
  const older = { ...oldExport, updated_at: oldExport.updated_at - 1 }
  const late = message('late', ADA, { body: SECRET })
  const parts = [...oldExport.conversation_parts.conversation_parts, late]
  const list = { ...oldExport.conversation_parts, conversation_parts: parts }
  expect(
    await importWithPepper(database.db, workspace, { ...older, conversation_parts: list }),
  ).toMatchObject({ emptied: 1, kept_out: 2 })

  const nobody = await importWithPepper(database.db, newWorkspace(), oldExport)
  expect(nobody).toMatchObject({ emptied: 0, kept_out: 0 })
})

test('what was emptied is in the ledger, in one entry, for that erasure', async ({ database }) => {
  const workspace = await erased(database)
  await importWithPepper(database.db, workspace, oldExport)

  const of = ['erasure-1', 'suppression', null] as const
  expect(await ledgerOf(database, workspace)).toEqual([
    [
      [...of, 'source', 'c1', 's1', 'redacted'],
      [...of, 'conversation_part', 'c1', 'by-ada', 'redacted'],
    ],
  ])
})

test('an import that runs again writes nothing, not even to the ledger', async ({ database }) => {
  const workspace = await erased(database)
  await importWithPepper(database.db, workspace, oldExport)
  const before = await rowsOf(database, workspace)

  await importWithPepper(database.db, workspace, oldExport)
  expect(await rowsOf(database, workspace)).toEqual(before)
})

test('text that is stored already is taken away when an export brings it again', async ({
  database,
}) => {
  const workspace = newWorkspace()
  await importWithPepper(database.db, workspace, oldExport)
  await suppressNow(database.db, workspace, ['ada'])
  await importWithPepper(database.db, workspace, oldExport)

  const read = await readConversation(database.db, workspace, 'c1')
  expect(read).toEqual(afterErasure(read?.['updated_at']))
  expect(await ledgerOf(database, workspace)).toHaveLength(1)
})

test('of a suppressed contact nothing is stored but its id, and it is found by its keys', async ({
  database,
}) => {
  const workspace = await erased(database)
  await importWithPepper(database.db, workspace, { ...ADA, phone: '5' }, oldExport)

  const { rows } = await sql`
    select id, data from contact where workspace_id = ${workspace} order by id`.execute(
    database.admin,
  )
  expect(rows).toEqual([
    { id: 'ada', data: { id: 'ada' } },
    { id: 'bob', data: expect.objectContaining({ name: 'Bob', external_id: 'crm-bob' }) },
  ])
  const selector = { kind: 'email', value: ADA.email } as const
  const found = await inWorkspace(database.db, workspace, (trx) =>
    resolveContact(trx, workspace, selector, PEPPER),
  )
  expect(found).toEqual({ kind: 'found', contacts: ['ada'] })
})

describe('a returning customer is a customer', () => {
  const later = {
    ...oldExport,
    id: 'c2',
    created_at: UNTIL + 1,
    conversation_parts: {
      conversation_parts: [message('new', ADA, { created_at: UNTIL + 2, body: 'Hello again' })],
    },
  }

  test('a conversation that began after the erasure stays as it came', async ({ database }) => {
    const workspace = await erased(database)
    await importWithPepper(database.db, workspace, later)
    expect(await readConversation(database.db, workspace, 'c2')).toEqual(later)
    expect(await ledgerOf(database, workspace)).toEqual([])
  })

  test.for([
    ['the second of its end', UNTIL, true],
    ['the second after it', UNTIL + 1, false],
    ['its end in milliseconds', UNTIL * 1_000, true],
    ['the millisecond after it', UNTIL * 1_000 + 1, false],
    ['its end in ISO 8601', new Date(UNTIL * 1_000).toISOString(), true],
    ['the second after it in ISO 8601', new Date((UNTIL + 1) * 1_000).toISOString(), false],
    ['a time that nobody knows', undefined, true],
    ['a time that nobody understands', 'the day after', true],
  ] as const)('a message of %s', async ([, createdAt, gone], { database }) => {
    const workspace = await erased(database)
    const parts = [message('new', ADA, { created_at: createdAt, body: SECRET })]
    const list = { conversation_parts: parts }
    await importWithPepper(database.db, workspace, { ...later, conversation_parts: list })

    const { rows } = await sql<{ kept: boolean }>`
      select body = ${SECRET} as kept from conversation_part
       where workspace_id = ${workspace}`.execute(database.admin)
    expect(rows).toEqual([{ kept: !gone }])
  })

  test('a later erasure reaches what came in between', async ({ database: { db, admin } }) => {
    const workspace = newWorkspace()
    await importWithPepper(db, workspace, ADA)
    await suppressNow(db, workspace, ['ada'])
    await inWorkspace(db, workspace, async (trx) => {
      await finishSuppression(trx, workspace, 'erasure-1', new Date((UNTIL + 100) * 1000))
      await finishSuppression(trx, workspace, 'erasure-1', new Date((UNTIL + 50) * 1000))
    })
    const parts = [99, 101].map((after) => message(`${after}`, ADA, { created_at: UNTIL + after }))
    const list = { conversation_parts: parts }
    await importWithPepper(db, workspace, { ...later, conversation_parts: list })

    const { rows } = await sql`
      select id, redacted_at is null as kept from conversation_part
       where workspace_id = ${workspace} order by id collate "C"`.execute(admin)
    expect(rows).toEqual([
      { id: '101', kept: true },
      { id: '99', kept: false },
    ])
  })
})

describe('somebody with another id is known', () => {
  const withAuthor = (author: object) => {
    const parts = { conversation_parts: [message('1', author, { body: SECRET })] }
    return { type: 'conversation', id: 'c1', conversation_parts: parts }
  }

  test.for([
    ['by e-mail', { type: 'lead', id: 'new', email: ' ADA@Example.com' }],
    ['by external id', { type: 'contact', id: 'new', external_id: 'crm-ada' }],
  ] as const)('%s', async ([, author], { database }) => {
    const workspace = await erased(database)
    await importWithPepper(database.db, workspace, withAuthor(author))
    expect(await ledgerOf(database, workspace)).toHaveLength(1)
    expect((await rowsOf(database, workspace)).filter(({ row }) => row.includes(SECRET))).toEqual(
      [],
    )
  })

  test('also where a later export names but the id', async ({ database }) => {
    const workspace = await erased(database)
    await importWithPepper(database.db, workspace, { type: 'lead', id: 'new', email: ADA.email })
    await importWithPepper(database.db, workspace, withAuthor({ type: 'lead', id: 'new' }))
    expect(await ledgerOf(database, workspace)).toHaveLength(1)
  })

  test('but an admin with the id of a contact is not', async ({ database }) => {
    const workspace = await erased(database)
    const given = withAuthor({ type: 'admin', id: 'ada', email: ADA.email })
    await importWithPepper(database.db, workspace, given)
    expect(await readConversation(database.db, workspace, 'c1')).toEqual(given)
  })
})

test('an erasure in one workspace keeps nobody out of another', async ({ database }) => {
  await erased(database)
  const other = newWorkspace()
  await importWithPepper(database.db, other, ADA)
  await suppressNow(database.db, other, ['somebody-else'])
  await importWithPepper(database.db, other, oldExport)
  expect(await readConversation(database.db, other, 'c1')).toEqual(oldExport)
})

test('what is lifted, in every erasure that it was for, comes back', async ({ database }) => {
  const { db } = database
  const workspace = await erased(database)
  await suppressNow(db, workspace, ['ada'], 'erasure-2')
  const all = await listSuppressions(db, workspace)
  const first = all.filter((one) => one.job_id === 'erasure-1')
  expect(first.map((one) => one.kind).sort()).toEqual(['contact_id', 'email', 'external_id'])
  for (const { id } of first) expect(await liftSuppression(db, workspace, id)).toHaveLength(2)
  expect(await liftSuppression(db, workspace, first[0]!.id)).toEqual([])

  await importWithPepper(db, workspace, oldExport)
  expect(await readConversation(db, workspace, 'c1')).toEqual(oldExport)
})

test('a process without the pepper imports nothing where people are suppressed', async ({
  database,
}) => {
  const workspace = await erased(database)
  await expect(importObjects(database.db, workspace, oldExport)).rejects.toThrow(StartError)
  expect(await readConversation(database.db, workspace, 'c1')).toBeUndefined()
})
