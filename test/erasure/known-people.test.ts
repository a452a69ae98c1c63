import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import type { Db } from '../../src/database/connection.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { importText } from '../conversation/import-objects.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { drive } from './drive.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

/** When these conversations were: long before any erasure. */
const THEN = 1_600_000_000

interface Told {
  readonly id: string
  readonly by: object
  readonly text?: string
  /** Entries of the list; default: none. */
  readonly list?: readonly unknown[]
  readonly parts?: readonly object[]
  readonly rating?: object
}

/** A conversation that somebody began. */
function told({ id, by, text = 'SECRET', list = [], parts = [], rating }: Told) {
  const message = { created_at: THEN, updated_at: THEN, attachments: [], redacted: false }
  return {
    ...{ type: 'conversation', id, created_at: THEN, updated_at: THEN, title: null },
    source: { ...message, type: 'conversation', id: `s${id}`, subject: '', body: text, author: by },
    contacts: { type: 'contact.list', contacts: list },
    ...(rating && { conversation_rating: rating }),
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: parts.map((author, at) => ({
        ...{ ...message, type: 'conversation_part', id: `${id}-${at}`, part_type: 'comment' },
        ...{ body: `${text} in ${at}`, author },
      })),
      total_count: parts.length,
    },
  }
}

const user = (id: string | null, email: string | null, name: string | null = null) => ({
  ...{ type: 'user', id, name, email },
})

async function newWorkspace({ db }: TestDatabase): Promise<string> {
  const workspace = `w-${randomUUID().slice(0, 8)}`
  await createWorkspace(db, workspace)
  return workspace
}

function ask(selector: ErasureAsk['selector'], given: Partial<ErasureAsk> = {}): ErasureAsk {
  return {
    ...{ selector, scope: 'conversations', dryRun: false, lanes: 1, dueAt: new Date() },
    ...{ requestedBy: 'cli', ...given },
  }
}

/** Erases as the product does, and says what the job was about. */
async function erase(db: Db, workspace: string, selector: ErasureAsk['selector']) {
  const accepted = await acceptErasure(db, workspace, ask(selector), PEPPER)
  if (accepted.kind !== 'accepted') return accepted
  await drive(db, workspace, accepted.job)
  const job = await findJob(db, workspace, accepted.job)
  const list = (await findLists(db, workspace, [accepted.job])).get(accepted.job)
  return { state: job?.state, contacts: list?.erasure?.contactIds, others: list?.erasure?.others }
}

const byEmail = (value: string) => ({ kind: 'email', value }) as const
const byId = (value: string) => ({ kind: 'id', value }) as const

/** Whether a text stands in any message table of the workspace. */
async function stands({ admin }: TestDatabase, workspace: string, text: string): Promise<boolean> {
  const { rows } = await sql`
    select from (select workspace_id, conversation::text as row from conversation
                 union all select workspace_id, conversation_part::text from conversation_part
                 union all select workspace_id, contact::text from contact) stored
     where workspace_id = ${workspace} and row like ${`%${text}%`}`.execute(admin)
  return rows.length > 0
}

const NEW = 'mika.new@example.org'
const OLD = 'mika.old@example.org'

describe('a contact is found, and kept out, by every key they ever had', () => {
  test('by an address that changed, whichever was told last', async ({ database }) => {
    const { db } = database
    for (const order of [[OLD, NEW] as const, [NEW, OLD] as const]) {
      const workspace = await newWorkspace(database)
      for (const [at, email] of order.entries()) {
        await importWithPepper(db, workspace, told({ id: String(at), by: user('c-em', email) }))
      }
      expect(await erase(db, workspace, byEmail(OLD))).toMatchObject({
        ...{ state: 'succeeded', contacts: ['c-em'] },
      })
      for (const text of ['SECRET', OLD, NEW])
        expect(await stands(database, workspace, text)).toBe(false)
    }
  })

  test('by addresses that came in one file, with one record', async ({ database }) => {
    const workspace = await newWorkspace(database)
    const parts = ['b@x.org', 'c@x.org', 'd@x.org'].map((email) => user('c', email))
    await importWithPepper(
      database.db,
      workspace,
      told({ id: '1', by: user('c', 'a@x.org'), parts }),
    )
    expect(await erase(database.db, workspace, byEmail('b@x.org'))).toMatchObject({
      contacts: ['c'],
    })
  })

  test.for([' MIKA.OLD@Example.Org ', 'mika.old@example.org', 'MIKA.OLD@EXAMPLE.ORG'])(
    'in whatever case and with whatever spaces it is asked for: %j',
    async (asked, { database }) => {
      const workspace = await newWorkspace(database)
      await importWithPepper(database.db, workspace, told({ id: '1', by: user('c', OLD) }))
      await importWithPepper(database.db, workspace, told({ id: '2', by: user('c', NEW) }))
      expect(await erase(database.db, workspace, byEmail(asked))).toMatchObject({ contacts: ['c'] })
    },
  )

  test('by an address that is written in another Unicode form', async ({ database }) => {
    const workspace = await newWorkspace(database)
    await importWithPepper(database.db, workspace, told({ id: '1', by: user('c', 'zoë@x.org') }))
    await importWithPepper(database.db, workspace, told({ id: '2', by: user('c', NEW) }))
    const found = await erase(database.db, workspace, byEmail('ZOE\u0308@x.org'))
    expect(found).toMatchObject({ contacts: ['c'] })
  })

  test('by an external id that changed', async ({ database }) => {
    const workspace = await newWorkspace(database)
    for (const external_id of ['crm-1', 2]) {
      await importWithPepper(database.db, workspace, { type: 'user', id: 'c', external_id })
    }
    await importWithPepper(database.db, workspace, told({ id: '1', by: user('c', null) }))
    const selector = { kind: 'external_id', value: 'crm-1' } as const
    expect(await erase(database.db, workspace, selector)).toMatchObject({ contacts: ['c'] })
  })

  test('by an address that only an older version of a conversation tells', async ({ database }) => {
    const { db } = database
    const workspace = await newWorkspace(database)
    const newer = { ...told({ id: '1', by: user('c', NEW) }), updated_at: THEN + 9 }
    await importWithPepper(db, workspace, newer)
    await importWithPepper(
      db,
      workspace,
      told({ id: '1', by: user('c', OLD), parts: [user('d', 'd@x.org')] }),
    )
    expect(await erase(db, workspace, byEmail(OLD))).toMatchObject({ contacts: ['c'] })
    expect(await erase(db, workspace, byId('d'))).toMatchObject({ contacts: ['d'] })
  })

  test('an old export by a former address and another id stays out, with all its words', async ({
    database,
  }) => {
    const { db } = database
    const workspace = await newWorkspace(database)
    await importWithPepper(db, workspace, told({ id: '1', by: user('c-em', OLD) }))
    await importWithPepper(db, workspace, told({ id: '2', by: user('c-em', NEW) }))
    await erase(db, workspace, byEmail(NEW))
    for (const [at, by] of [user('other', OLD), user(null, OLD), user('third', NEW)].entries()) {
      await importWithPepper(db, workspace, told({ id: `old-${at}`, by, parts: [by] }))
    }
    for (const text of ['SECRET', OLD, NEW])
      expect(await stands(database, workspace, text)).toBe(false)
  })
})

describe('an address that was given to somebody else erases nobody by itself', () => {
  async function recycled(database: TestDatabase): Promise<string> {
    const workspace = await newWorkspace(database)
    await importWithPepper(
      database.db,
      workspace,
      told({ id: '1', by: user('first', OLD), text: 'ONE' }),
    )
    await importWithPepper(
      database.db,
      workspace,
      told({ id: '2', by: user('first', NEW), text: 'TWO' }),
    )
    await importWithPepper(
      database.db,
      workspace,
      told({ id: '3', by: user('second', OLD), text: 'THREE' }),
    )
    return workspace
  }

  test('both are named, and nothing is done', async ({ database }) => {
    const workspace = await recycled(database)
    expect(await erase(database.db, workspace, byEmail(OLD))).toEqual({
      ...{ kind: 'contact_ambiguous', contacts: ['first', 'second'] },
    })
    for (const text of ['ONE', 'TWO', 'THREE'])
      expect(await stands(database, workspace, text)).toBe(true)
  })

  test('one by id goes, and the other is not kept out by it', async ({ database }) => {
    const workspace = await recycled(database)
    expect(await erase(database.db, workspace, byId('first'))).toMatchObject({
      contacts: ['first'],
    })
    const again = {
      ...told({ id: '3', by: user('second', OLD), text: 'THREE' }),
      updated_at: THEN + 1,
    }
    await importWithPepper(database.db, workspace, again)
    expect(await stands(database, workspace, 'THREE')).toBe(true)
    for (const text of ['ONE', 'TWO']) expect(await stands(database, workspace, text)).toBe(false)
  })

  test('nor does one that two had once, and nobody has now', async ({ database }) => {
    const workspace = await recycled(database)
    await importWithPepper(database.db, workspace, { ...user('second', 's@x.org') })
    const answer = await erase(database.db, workspace, byEmail(OLD))
    expect(answer).toMatchObject({ kind: 'contact_ambiguous' })
  })

  test('whoever has it now together with another is erased with them, as ever', async ({
    database,
  }) => {
    const workspace = await newWorkspace(database)
    for (const id of ['a', 'b']) {
      await importWithPepper(database.db, workspace, told({ id, by: user(id, OLD) }))
    }
    expect(await erase(database.db, workspace, byEmail(OLD))).toMatchObject({
      contacts: ['a', 'b'],
    })
  })

  test("messages under it without an id are nobody's until they are named", async ({
    database,
  }) => {
    const workspace = await recycled(database)
    await importWithPepper(
      database.db,
      workspace,
      told({ id: '4', by: user(null, OLD), text: 'FOUR' }),
    )
    expect(await erase(database.db, workspace, byId('first'))).toMatchObject({
      contacts: ['first'],
    })
    expect(await stands(database, workspace, 'FOUR')).toBe(true)
    const answer = await erase(database.db, workspace, byEmail(OLD))
    const contacts = [expect.stringMatching(/^nameless-[0-9a-f]{32}$/), 'second']
    expect(answer).toMatchObject({
      kind: 'contact_ambiguous',
      contacts: expect.arrayContaining(contacts),
    })
  })
})

describe('whoever came without an id', () => {
  const email = 'walk.in@example.org'
  const rater = { rating: 1, remark: 'SECRET', contact: { type: 'contact', email } }

  const SHAPES: [string, object][] = [
    ['an author', told({ id: '1', by: user(null, email) })],
    ['an author whose id is blank', told({ id: '1', by: user(' ', email) })],
    ['an author whose id is longer than any', told({ id: '1', by: user('x'.repeat(65), email) })],
    [
      'an author of a part',
      told({ id: '1', by: { type: 'admin', id: '1' }, parts: [user(null, email)] }),
    ],
    [
      'an entry of the list',
      told({
        id: '1',
        by: { type: 'admin', id: '1' },
        list: [{ type: 'contact', email, name: 'SECRET' }],
      }),
    ],
    [
      'an entry of a bare list',
      {
        ...told({ id: '1', by: { type: 'admin', id: '1' } }),
        contacts: [{ type: 'contact', email, name: 'SECRET' }],
      },
    ],
    ['who rated', told({ id: '1', by: { type: 'bot', id: '1' }, rating: rater })],
    [
      'an author with spaces and capitals',
      told({ id: '1', by: user(null, ' Walk.IN@example.org') }),
    ],
  ]

  test.for(SHAPES)('is given back as they came: %s', async ([, object], { database: { db } }) => {
    const workspace = await newWorkspace({ db } as TestDatabase)
    await importWithPepper(db, workspace, object)
    expect(await readConversation(db, workspace, '1')).toEqual(object)
  })

  test.for(SHAPES)(
    'is erased by their address, and stays out: %s',
    async ([, object], { database }) => {
      const { db } = database
      const workspace = await newWorkspace(database)
      await importWithPepper(db, workspace, object)
      const done = await erase(db, workspace, byEmail(email))
      expect(done).toMatchObject({
        ...{ state: 'succeeded', contacts: [expect.stringMatching(/^nameless-/)] },
      })
      for (const again of [false, true]) {
        if (again) await importWithPepper(db, workspace, { ...object, updated_at: THEN + 5 })
        expect(await stands(database, workspace, email)).toBe(false)
        expect(await stands(database, workspace, 'Walk.IN')).toBe(false)
      }
      const read = await readConversation(db, workspace, '1')
      expect(JSON.stringify(read)).not.toContain('unsaid_id')
    },
  )

  test('is the contact whose address they have', async ({ database }) => {
    const workspace = await newWorkspace(database)
    await importWithPepper(database.db, workspace, told({ id: '1', by: user('c', email) }))
    await importWithPepper(database.db, workspace, told({ id: '2', by: user(null, email) }))
    expect(await erase(database.db, workspace, byId('c'))).toMatchObject({
      contacts: ['c', expect.stringMatching(/^nameless-/)],
    })
    expect(await stands(database, workspace, 'SECRET')).toBe(false)
  })

  test('is known by an external id where there is no address', async ({ database }) => {
    const workspace = await newWorkspace(database)
    const by = { type: 'lead', external_id: 'crm-7', name: 'SECRET' }
    await importWithPepper(database.db, workspace, told({ id: '1', by }))
    const selector = { kind: 'external_id', value: 'crm-7' } as const
    expect(await erase(database.db, workspace, selector)).toMatchObject({ state: 'succeeded' })
    expect(await stands(database, workspace, 'SECRET')).toBe(false)
  })

  test('can not hide behind an id of ours that a file brings', async ({ database }) => {
    const workspace = await newWorkspace(database)
    const forged = { ...user('c', email), unsaid_id: 'somebody' }
    const objects = [
      told({ id: '1', by: forged }),
      told({ id: '2', by: user('c', email), parts: [forged] }),
      told({ id: '3', by: user('c', email), list: [forged] }),
      told({ id: '4', by: user('c', email), rating: { contact: forged } }),
      forged,
    ]
    const text = objects.map((one) => JSON.stringify(one)).join('\n')
    const { bad } = await importText(database.db, workspace, text)
    const why = 'a person has a member unsaid_id, which only Unsaid gives'
    expect(bad).toEqual([1, 2, 3, 4, 5].map((line) => `${line}! ${why}`))
  })
})

describe('merged contacts are one person', () => {
  const lead = told({ id: '1', by: { type: 'lead', id: 'lead-1', name: null, email: null } })
  const theirs = told({ id: '2', by: user('user-1', 'nia@example.org') })

  const RECORDS: [string, object][] = [
    ['merged_from, an id', { type: 'user', id: 'user-1', merged_from: 'lead-1' }],
    [
      'merged_from, a list',
      { type: 'user', id: 'user-1', merged_from: [{ id: 'lead-1' }, 'lead-0'] },
    ],
    [
      'merge_history, as Intercom lists it',
      {
        ...{ type: 'contact', id: 'user-1' },
        merge_history: [{ type: 'merge_history', source_contact_id: 'lead-1', merged_at: THEN }],
      },
    ],
    [
      'merge_history as a page',
      {
        ...{ type: 'contact', id: 'user-1' },
        merge_history: { type: 'list', data: [{ source_contact_id: 'lead-1' }] },
      },
    ],
    ['merged_into', { type: 'lead', id: 'lead-1', merged_into: 'user-1' }],
    ['merged_into, an object', { type: 'lead', id: 'lead-1', merged_into: { id: 'user-1' } }],
    [
      'an event of the contact activity',
      {
        ...{
          type: 'contact_activity',
          id: 'e',
          event_type: 'contact.merged',
          contact_id: 'user-1',
        },
        ...{ merge_source_id: 'lead-1', merge_target_id: 'user-1', created_at: THEN },
      },
    ],
  ]

  test.for(RECORDS)(
    'told by %s, before and after their conversations',
    async ([, record], { database }) => {
      for (const objects of [
        [record, lead, theirs],
        [lead, theirs, record],
      ]) {
        const workspace = await newWorkspace(database)
        for (const one of objects) await importWithPepper(database.db, workspace, one)
        const done = await erase(database.db, workspace, byEmail('nia@example.org'))
        expect(done).toMatchObject({ state: 'succeeded' })
        expect(await stands(database, workspace, 'SECRET')).toBe(false)
      }
    },
  )

  test('in a chain, in a circle, and with themselves', async ({ database }) => {
    const workspace = await newWorkspace(database)
    const into = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['d', 'd'],
      ['b', 'c'],
    ]
    for (const [id, merged_into] of into) {
      await importWithPepper(database.db, workspace, { type: 'lead', id, merged_into })
    }
    for (const id of ['a', 'b', 'c', 'd']) {
      await importWithPepper(database.db, workspace, told({ id, by: user(id, null) }))
    }
    expect(await erase(database.db, workspace, byId('b'))).toMatchObject({
      contacts: ['a', 'b', 'c'],
    })
    expect(await erase(database.db, workspace, byId('d'))).toMatchObject({ contacts: ['d'] })
  })

  test('also if the merge is told only after the erasure', async ({ database }) => {
    const workspace = await newWorkspace(database)
    await importWithPepper(database.db, workspace, theirs)
    await erase(database.db, workspace, byId('user-1'))
    await importWithPepper(database.db, workspace, RECORDS[0]![1], lead)
    expect(await stands(database, workspace, 'SECRET')).toBe(false)
  })

  test('an address that both had is not given to somebody else', async ({ database }) => {
    const workspace = await newWorkspace(database)
    await importWithPepper(database.db, workspace, told({ id: '1', by: user('lead-1', OLD) }))
    await importWithPepper(database.db, workspace, told({ id: '2', by: user('user-1', OLD) }))
    await importWithPepper(database.db, workspace, {
      ...user('user-1', NEW),
      merged_from: 'lead-1',
    })
    const done = await erase(database.db, workspace, byEmail(OLD))
    expect(done).toMatchObject({ contacts: ['lead-1', 'user-1'] })
  })
})

describe('a plan names who may be the same person, and erases none of them', () => {
  const nia = user('user-1', 'nia@example.org', 'Nia Holt')
  const listed = [{ type: 'contact', id: 'user-1' }]

  const BESIDE: [string, object, readonly unknown[], boolean, ...object[]][] = [
    ['a lead without a name beside whom only the user is listed', user('x', null), listed, true],
    ['somebody of the same name', user('x', 'other@x.org', ' nia HOLT'), listed, true],
    [
      'somebody who had the same address once',
      user('x', 'nia@example.org'),
      listed,
      true,
      user('x', 'moved@x.org'),
    ],
    ['somebody else', user('x', 'kim@x.org', 'Kim'), listed, false],
    ['a lead without a name who is listed, too', user('x', null), [...listed, { id: 'x' }], false],
    ['a lead without a name where no list is', user('x', null), [], true],
  ]

  test.for(BESIDE)('%s', async ([, other, list, isNamed, ...moved], { database }) => {
    const { db } = database
    const workspace = await newWorkspace(database)
    const object = told({ id: '1', by: other, list, parts: [nia] })
    await importWithPepper(db, workspace, object)
    await importWithPepper(db, workspace, ...moved, nia)
    const accepted = await acceptErasure(
      db,
      workspace,
      ask(byId('user-1'), { dryRun: true }),
      PEPPER,
    )
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    await drive(db, workspace, accepted.job)
    const planned = (await findLists(db, workspace, [accepted.job])).get(accepted.job)
    expect(planned?.erasure).toMatchObject({ contactIds: ['user-1'], keysIncomplete: false })
    expect(planned?.erasure?.others).toEqual(isNamed ? ['x'] : [])
  })
})
