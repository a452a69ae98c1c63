import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { keyConversations } from '../../src/conversation/key-conversations.ts'
import { keyStoredPeople } from '../../src/erasure/key-stored-people.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { importObjects } from '../conversation/import-objects.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { PEPPER } from './pepper.ts'

/*
 * People who were stored by an import without the pepper: nobody can be found by a key until they
 * are keyed, and no erasure may say that it found all of them before.
 */

async function newWorkspace({ db }: TestDatabase): Promise<string> {
  const workspace = `w-${randomUUID().slice(0, 8)}`
  await createWorkspace(db, workspace)
  return workspace
}

const conversation = (id: string, email: string) => ({
  ...{ type: 'conversation', id, created_at: 1, updated_at: 1 },
  source: { type: 'email', id: `s${id}`, body: 'hello', author: { type: 'user', id: null, email } },
})

const ask = (selector: ErasureAsk['selector']): ErasureAsk => ({
  ...{ selector, scope: 'authored', dryRun: true, lanes: 1, dueAt: new Date() },
  requestedBy: 'cli',
})

const byEmail = (value: string) => ask({ kind: 'email', value })

async function unkeyed({ admin }: TestDatabase, workspace: string): Promise<number> {
  const { rows } = await sql`
    select from conversation where workspace_id = ${workspace} and not keyed`.execute(admin)
  return rows.length
}

/** Keeps a conversation locked while something is done. */
async function holding(
  { db }: TestDatabase,
  workspace: string,
  id: string,
  work: () => Promise<void>,
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    await sql`select from conversation where workspace_id = ${workspace} and id = ${id}
              for update`.execute(trx)
    await work()
  })
}

test('they are keyed in batches, each of which stands: whoever stops goes on where they were', async ({
  database,
}) => {
  const workspace = await newWorkspace(database)
  const all = Array.from({ length: 450 }, (_, at) => conversation(`c${at}`, `u${at}@example.org`))
  await importObjects(database.db, workspace, ...all)
  expect(await unkeyed(database, workspace)).toBe(450)

  const oneBatch = () => keyStoredPeople(database.db, workspace, PEPPER, 0)
  expect([await oneBatch(), await unkeyed(database, workspace)]).toEqual([false, 250])
  expect([await oneBatch(), await unkeyed(database, workspace)]).toEqual([false, 50])
  expect([await oneBatch(), await unkeyed(database, workspace)]).toEqual([true, 0])
  expect(await oneBatch()).toBe(true)
  for (const at of [0, 199, 200, 449]) {
    const accepted = await acceptErasure(
      database.db,
      workspace,
      byEmail(`u${at}@example.org`),
      PEPPER,
    )
    expect(accepted.kind).toBe('accepted')
  }
})

test('a batch that fails is done again as a whole', async ({ database }) => {
  const workspace = await newWorkspace(database)
  await importObjects(database.db, workspace, conversation('c', 'ada@example.org'))
  const broken = inWorkspace(database.db, workspace, async (trx) => {
    expect(await keyConversations(trx, workspace, PEPPER)).toBe(1)
    throw new Error('the process is lost')
  })
  await expect(broken).rejects.toThrow('the process is lost')
  expect(await unkeyed(database, workspace)).toBe(1)
  expect(await keyStoredPeople(database.db, workspace, PEPPER, 1_000)).toBe(true)
})

test('until then nobody is told that somebody is unknown, and who is found is not said to be all', async ({
  database,
}) => {
  const workspace = await newWorkspace(database)
  const [held, other] = ['held@example.org', 'other@example.org']
  await importObjects(database.db, workspace, conversation('1', held), conversation('2', other))
  const accept = (email: string) => acceptErasure(database.db, workspace, byEmail(email), PEPPER)
  const isIncomplete = async (job: string) =>
    (await findLists(database.db, workspace, [job])).get(job)?.erasure?.keysIncomplete

  await holding(database, workspace, '1', async () => {
    expect(await accept(held)).toEqual({ kind: 'keys_incomplete' })
    const accepted = await accept(other)
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    expect(await isIncomplete(accepted.job)).toBe(true)
  })
  const accepted = await accept(held)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  expect(await isIncomplete(accepted.job)).toBe(false)
  expect(await accept('nobody@example.org')).toEqual({ kind: 'contact_not_found' })
})
