import { expect } from 'vitest'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { findFindings } from '../../src/look/find-findings.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { freshWorkspace } from '../ledger/ledger-scene.ts'
import { agent, conversationOf } from './adas-conversations.ts'
import { drive } from './drive.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

const MARK = 'Quillfeather'
const zoe = {
  ...{ type: 'user', id: 'zoe', name: `Zoe ${MARK}`, email: 'zoe@quill.example' },
  external_id: 'crm-zoe-1',
}

async function erase(
  { db }: TestDatabase,
  workspace: string,
  scope: ErasureAsk['scope'] = 'authored',
) {
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'id', value: 'zoe' }, scope, dryRun: false, lanes: 1 },
    ...{ dueAt: new Date(), requestedBy: 'cli' },
  }
  const accepted = await acceptErasure(db, workspace, ask, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, workspace, accepted.job)
  return accepted.job
}

const stateOf = async ({ db }: TestDatabase, workspace: string, job: string) =>
  (await findJob(db, workspace, job))?.state

const lookOf = async ({ db }: TestDatabase, workspace: string, job: string) =>
  (await findLists(db, workspace, [job])).get(job)?.erasure?.look

const zoes = (index: number) => {
  const conversation = conversationOf(index, { authors: [zoe, agent], source: zoe })
  const contacts = { type: 'contact.list', contacts: [zoe] }
  return { ...conversation, contacts, conversation_rating: { rating: 1, contact: zoe } }
}

/** An agent's words, and a tag that an agent gave. */
function quoting(index: number, body: string, tag?: string) {
  const { conversation_parts: list, ...conversation } = zoes(index)
  const [first, second, ...others] = list.conversation_parts
  const tags = { type: 'tag.list', tags: tag === undefined ? [] : [{ id: '1', name: tag }] }
  return {
    ...{ ...conversation, tags },
    conversation_parts: { ...list, conversation_parts: [first, { ...second, body }, ...others] },
  }
}

test('an erasure of which nothing is left succeeds, and says how much was read', async ({
  database,
}) => {
  const workspace = await freshWorkspace(database)
  await importWithPepper(database.db, workspace, zoes(1), zoes(2))
  const job = await erase(database, workspace)
  expect(await stateOf(database, workspace, job)).toBe('succeeded')
  expect(await lookOf(database, workspace, job)).toEqual({
    ...{ rows: 9, names: 1, found: {}, exceptions: {} },
  })
})

test.for(['zoe@quill.example', `with ${MARK}`, 'crm-zoe-1', 'MAILTO:ZOE@QUILL.EXAMPLE'])(
  'an erasure that leaves %s in a tag has errors, and tells where',
  async (tag, { database }) => {
    const workspace = await freshWorkspace(database)
    await importWithPepper(database.db, workspace, quoting(1, 'Hello', tag), zoes(2))
    const job = await erase(database, workspace)
    expect(await stateOf(database, workspace, job)).toBe('completed_with_errors')
    expect(await lookOf(database, workspace, job)).toMatchObject({
      ...{ found: { 'conversation.tags': 1 }, exceptions: {} },
    })
    expect(await findFindings(database.db, workspace, job, { after: 0, limit: 10 })).toEqual([
      { nth: 1, place: 'conversation.tags', conversationId: 'c1', targetId: null },
    ])
  },
)

test('what others wrote of the person is an exception, unless it was to go', async ({
  database,
}) => {
  const workspace = await freshWorkspace(database)
  await importWithPepper(database.db, workspace, quoting(1, `Dear ${MARK}, zoe@quill.example`))
  const authored = await erase(database, workspace)
  expect(await stateOf(database, workspace, authored)).toBe('succeeded')
  expect(await lookOf(database, workspace, authored)).toMatchObject({
    ...{ found: {}, exceptions: { 'part.body': 1 } },
  })
  const all = await erase(database, workspace, 'conversations')
  expect(await stateOf(database, workspace, all)).toBe('succeeded')
  expect(await lookOf(database, workspace, all)).toMatchObject({ found: {}, exceptions: {} })
})

test('nothing of the person is in any row beside the messages', async ({ database }) => {
  const workspace = await freshWorkspace(database)
  const body = `Dear ${MARK}, zoe@quill.example`
  await importWithPepper(database.db, workspace, quoting(1, body, `${MARK} zoe@quill.example`))
  await erase(database, workspace)
  for (const text of [MARK, MARK.toLowerCase(), 'zoe@quill', 'crm-zoe-1']) {
    const {
      'unsaid.conversation': _,
      'unsaid.conversation_part': __,
      ...elsewhere
    } = await rowsWith(database, text)
    expect(elsewhere, text).toEqual({})
  }
})
