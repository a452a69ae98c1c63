import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { conversationRows } from '../../src/conversation/conversation-rows.ts'
import { importConversations } from '../../src/conversation/import-conversations.ts'
import { holdImportLock, waitForImports } from '../../src/conversation/import-lock.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importWithPepper, PEPPER, suppressNow } from '../erasure/pepper.ts'
import { pollUntil } from '../scene/poll-until.ts'

/** How often the worst moment is forced; more by hand. */
const ROUNDS = Number(process.env['UNSAID_TEST_ROUNDS'] ?? 20)

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const author = { type: 'user', id: 'ada', email: 'ada@example.com' }

const conversation = (id: string) => ({
  type: 'conversation',
  id,
  conversation_parts: { conversation_parts: [{ id: 'p', created_at: 1, body: 'text', author }] },
})

/** How many sessions wait for a lock of ours, of either kind. */
async function waiting({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from pg_locks
     where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())
    `.execute(admin)
  return rows[0]!.waiting
}

async function bodiesOf({ admin }: TestDatabase, workspace: string): Promise<unknown> {
  const { rows } = await sql<{ id: string; body: string }>`
    select conversation_id as id, body from conversation_part where workspace_id = ${workspace}
     order by conversation_id`.execute(admin)
  return Object.fromEntries(rows.map(({ id, body }) => [id, body]))
}

function rowsOf(id: string) {
  const taken = conversationRows(conversation(id))
  if (!taken.ok) throw new Error(taken.reason)
  return taken.rows
}

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

test(
  'an erasure that waits for imports sees all text that was let in, and lets no more in',
  { timeout: 60_000 },
  async ({ database }) => {
    const { db } = database
    for (let round = 0; round < ROUNDS; round += 1) {
      const workspace = newWorkspace()
      await importWithPepper(db, workspace, author)
      let looked: Promise<unknown> = Promise.resolve()
      let imported: Promise<unknown> = Promise.resolve()
      await inWorkspace(db, workspace, async (trx) => {
        // It has read that nobody is suppressed, and is not committed when somebody is.
        await importConversations(trx, workspace, [rowsOf('early')], PEPPER)
        await suppressNow(db, workspace, ['ada'])
        looked = waitForImports(db, workspace).then(() => bodiesOf(database, workspace))
        await pollUntil(
          () => waiting(database),
          (count) => count === 1,
          { every: 5 },
        )
        imported = importWithPepper(db, workspace, conversation('late'))
        await pollUntil(
          () => waiting(database),
          (count) => count === 2,
          { every: 5 },
        )
      })
      expect(await looked).toMatchObject({ early: 'text' })
      await imported
      expect(await bodiesOf(database, workspace)).toEqual({ early: 'text', late: PLACEHOLDER })
    }
  },
)

describe('the wait', () => {
  test('is over at once when no import runs, and hinders none afterwards', async ({ database }) => {
    const workspace = newWorkspace()
    await waitForImports(database.db, workspace)
    await importWithPepper(database.db, workspace, conversation('c'))
    expect(await bodiesOf(database, workspace)).toEqual({ c: 'text' })
  })

  test('is not for imports of another workspace', async ({ database: { db } }) => {
    const [mine, theirs] = [newWorkspace(), newWorkspace()]
    await inWorkspace(db, theirs, async (trx) => {
      await holdImportLock(trx, theirs)
      await waitForImports(db, mine)
    })
  })

  test('begins anew when it has lasted too long, and gives up in the end', async ({
    database: { db },
  }) => {
    const workspace = newWorkspace()
    await inWorkspace(db, workspace, async (trx) => {
      await holdImportLock(trx, workspace)
      await expect(waitForImports(db, workspace, 2)).rejects.toMatchObject({ code: '55P03' })
    })
    await waitForImports(db, workspace)
  })
})
