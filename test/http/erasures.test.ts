import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { checkCertificate } from '../../src/erasure/check-certificate.ts'
import { createLogger } from '../../src/logger.ts'
import { SCOPES } from '../../src/access/access-token.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test as databaseTest, type TestDatabase } from '../database-test.ts'
import { marksOf, storePerson, type Person } from '../erasure/erasable-person.ts'
import { importWithPepper, PEPPER } from '../erasure/pepper.ts'
import { storeRecycledAddress } from '../erasure/recycled-address.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { complaints } from '../openapi/complaints.ts'
import { createToken, openApi, type Call, type Reply, type TestApi } from './api-test.ts'
import { placeOf, settled } from './bulk-lists.ts'

const lines: string[] = []
const logger = createLogger('trace', { write: (line) => void lines.push(line) })

const test = databaseTest.extend<{ $file: { api: TestApi } }>({
  api: [
    async ({ database }, use) => {
      const { db } = database
      const backend = database.backend('postgres')
      const worker = startWorker({ db, backend, logger, pepper: PEPPER })
      const api = await openApi(database, { logger, pepper: PEPPER })
      await use(api)
      await api.close()
      await worker.close()
    },
    { scope: 'file' },
  ],
})

const erase = (api: TestApi, body: unknown, call: Omit<Call, 'body'> = {}) =>
  api.call('POST', '/redaction_jobs', { ...call, body })

function expectErrors(reply: Reply, status: number, ...codes: string[]): void {
  expect(reply.body.errors?.map((one: { code: string }) => one.code)).toEqual(codes)
  expect(reply.status).toBe(status)
}

async function erased(api: TestApi, { id }: Person): Promise<Reply> {
  return settled(api, placeOf(await erase(api, { contact: { id } })))
}

describe('the erasure of a contact', () => {
  test.for<[string, (person: Person) => object]>([
    ['id', ({ id }) => ({ id })],
    ['external_id', ({ externalId }) => ({ external_id: externalId })],
    ['email', ({ email }) => ({ email: ` ${email.toUpperCase()}` })],
  ])('named by %s takes back all they wrote', async ([kind, contactOf], { api, database }) => {
    const person = await storePerson(database)
    const accepted = await erase(api, { contact: contactOf(person), reason: 'ticket-1' })
    expect(accepted.status).toBe(202)
    expect(accepted.body).toMatchObject({ kind: 'erasure', status: 'pending' })

    const { body } = await settled(api, placeOf(accepted))
    expect(body).toMatchObject({ state: 'succeeded', progress: { total: 4, redacted: 4 } })
    expect(body.erasure).toMatchObject({ scope: 'authored', contact_ids: [person.id], looks: 1 })
    expect(body.files_detached).toBe(2)
    const { body: certificate } = await api.call('GET', `${placeOf(accepted)}/certificate`)
    expect(certificate).toMatchObject({ selector: kind, job: body.id, reason: 'ticket-1' })
    expect((await checkCertificate(JSON.stringify(certificate))).problems).toEqual([])
    for (const mark of marksOf(person)) expect(await rowsWith(database, mark)).toEqual({})
  })

  test('is due in a month, or when its caller says', async ({ api, database }) => {
    const { id } = await storePerson(database)
    const dueOf = async (more: object) =>
      (await erase(api, { contact: { id }, dry_run: true, ...more })).body.erasure
    expect((await dueOf({})).days_left).toBeGreaterThanOrEqual(28)
    expect((await dueOf({})).days_left).toBeLessThanOrEqual(31)
    const late = await dueOf({ due: '2020-02-29' })
    expect(late.due_at).toBe(Date.UTC(2020, 1, 29, 23, 59, 59) / 1_000)
    expect(late.days_left).toBeLessThan(0)
    const exact = await dueOf({ due: '2099-01-01T12:00:00+02:00' })
    expect(exact.due_at).toBe(Date.UTC(2099, 0, 1, 10) / 1_000)
  })

  test('is planned only with dry_run, and then run', async ({ api, database }) => {
    const person = await storePerson(database)
    const request = { contact: { id: person.id }, scope: 'conversations', dry_run: true }
    const place = placeOf(await erase(api, request))
    const { body } = await settled(api, place)
    expect(body).toMatchObject({ state: 'ready', plan: { total: 4, redacted: 4 } })
    expect(await rowsWith(database, person.text)).not.toEqual({})
    expectErrors(await api.call('GET', `${place}/certificate`), 409, 'conflict')

    expect((await api.call('POST', `${place}/run`)).status).toBe(202)
    expect((await settled(api, place)).body.state).toBe('succeeded')
    expect(await rowsWith(database, person.text)).toEqual({})
  })

  test('with the same key is the same job, and of somebody else refused', async ({
    api,
    database,
  }) => {
    const [ada, bob] = [await storePerson(database), await storePerson(database)]
    const headers = { 'idempotency-key': randomUUID() }
    const first = await erase(api, { contact: { email: ada.email } }, { headers })
    const again = await erase(api, { contact: { email: ada.email } }, { headers })
    expect(again.body.id).toBe(first.body.id)
    const other = await erase(api, { contact: { email: bob.email } }, { headers })
    expectErrors(other, 422, 'idempotency_key_reused')

    const body = JSON.stringify({ contact: { email: ada.email } })
    const asked = `POST /redaction_jobs\napplication/json\n${body}`
    const guess = createHash('sha256').update(asked).digest('hex')
    const { rows } = await sql<{ fingerprint: string }>`
      select encode(fingerprint, 'hex') as fingerprint from idempotency_key`.execute(database.admin)
    expect(rows).toHaveLength(1)
    expect(rows[0]?.fingerprint).not.toBe(guess)
  })

  test('that matches nothing says so', async ({ api, database }) => {
    const person = await storePerson(database)
    await erased(api, person)
    const { body } = await erased(api, person)
    expect(body).toMatchObject({ status: 'failed' })
    expect(body.result.errors[0].code).toBe('nothing_to_redact')
    expectErrors(await api.call('GET', `/redaction_jobs/${body.id}/certificate`), 409, 'conflict')
  })

  test('is not for another workspace', async ({ api, database }) => {
    const other = `w${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, other)
    const token = await createToken(database, SCOPES, other)
    const { id, email, text } = await storePerson(database)
    expectErrors(await erase(api, { contact: { email } }, { token }), 404, 'contact_not_found')
    expectErrors(await erase(api, { contact: { id } }, { token }), 404, 'contact_not_found')
    expect(await rowsWith(database, text)).not.toEqual({})

    const job = await erased(api, await storePerson(database))
    const path = `/redaction_jobs/${job.body.id}/certificate`
    expectErrors(await api.call('GET', path, { token }), 404, 'job_not_found')
    expect((await api.call('GET', path)).status).toBe(200)
  })
})

describe('refuses', () => {
  const contact = { email: 'nobody@example.com' }
  test.for<[unknown, number, string]>([
    [{ contact: null }, 400, 'parameter_not_found'],
    [{ contact: '' }, 400, 'parameter_not_found'],
    [{ contact: {} }, 400, 'parameter_invalid'],
    [{ contact: [] }, 400, 'parameter_invalid'],
    [{ contact: 'nobody' }, 400, 'parameter_invalid'],
    [{ contact: { ...contact, id: '1' } }, 400, 'parameter_invalid'],
    [{ contact: { ...contact, phone: '1' } }, 400, 'parameter_invalid'],
    [{ contact: { phone: '1' } }, 400, 'parameter_invalid'],
    [{ contact: { email: '' } }, 400, 'parameter_invalid'],
    [{ contact: { email: ' ' } }, 400, 'parameter_invalid'],
    [{ contact: { email: null } }, 400, 'parameter_invalid'],
    [{ contact: { email: ['a'] } }, 400, 'parameter_invalid'],
    [{ contact: { id: 1.5 } }, 400, 'parameter_invalid'],
    [{ contact: { email: 'x'.repeat(321) } }, 400, 'parameter_invalid'],
    [{ contact: { email: 'x'.repeat(320) } }, 404, 'contact_not_found'],
    [{ contact }, 404, 'contact_not_found'],
    [{ contact: { id: 4711 } }, 404, 'contact_not_found'],
    [{ contact: { id: 'a\u0000' } }, 404, 'contact_not_found'],
    [{ contact: { external_id: 'a\u0000\ud800' } }, 404, 'contact_not_found'],
    [{ contact, scope: 'all' }, 400, 'parameter_invalid'],
    [{ contact, dry_run: 'true' }, 400, 'parameter_invalid'],
    [{ contact, dryrun: true }, 400, 'parameter_invalid'],
    [{ contact, items: [] }, 400, 'parameter_invalid'],
    [{ contact, reason: 'Ada asked' }, 400, 'parameter_invalid'],
    [{ contact, due: '2030-02-30' }, 400, 'parameter_invalid'],
    [{ contact, due: 1_900_000_000 }, 400, 'parameter_invalid'],
    [{ contact, due: 'tomorrow' }, 400, 'parameter_invalid'],
  ])('%j', async ([body, status, code], { api }) => {
    expectErrors(await erase(api, body), status, code)
  })

  test('options in the query', async ({ api }) => {
    const reply = await api.call('POST', '/redaction_jobs?dry_run=true', { body: { contact } })
    expectErrors(reply, 400, 'parameter_invalid')
  })

  test('an erasure, and the run of one, where there is no pepper', async ({ api, database }) => {
    const { id } = await storePerson(database)
    const without = await openApi(database)
    onTestFinished(() => without.close())
    const refused = await erase(without, { contact: { id } })
    expectErrors(refused, 503, 'service_unavailable')
    expect(refused.body.errors[0].message).toContain('UNSAID_PEPPER')

    const place = placeOf(await erase(api, { contact: { id }, dry_run: true }))
    await settled(api, place)
    const run = await without.call('POST', `${place}/run`)
    expectErrors(run, 503, 'service_unavailable')
    expect((await api.call('GET', place)).body.state).toBe('ready')
  })
})

describe('who is meant must be sure:', () => {
  test('of an address that was given to somebody else both are named', async ({
    api,
    database,
  }) => {
    const { email, contacts } = await storeRecycledAddress(database)
    const reply = await erase(api, { contact: { email } })
    expectErrors(reply, 409, 'conflict')
    expect(reply.body.errors[0].message).toContain(`${contacts.join(', ')}. Name the one`)
    expect(reply.text).not.toContain(email)
    expect((await erase(api, { contact: { id: contacts[0] }, dry_run: true })).status).toBe(202)
  })

  test('while not everybody is keyed, nobody is said to be unknown', async ({ api, database }) => {
    const id = randomUUID()
    await importWithPepper(database.db, 'default', { type: 'conversation', id, updated_at: 1 })
    await sql`update conversation set keyed = false where id = ${id}`.execute(database.admin)
    await inWorkspace(database.db, 'default', async (trx) => {
      await sql`select from conversation where id = ${id} for update`.execute(trx)
      const reply = await erase(api, { contact: { email: 'who@example.org' } })
      expectErrors(reply, 503, 'service_unavailable')
      expect(reply.headers.get('retry-after')).toBe('30')
    })
    const reply = await erase(api, { contact: { email: 'who@example.org' } })
    expectErrors(reply, 404, 'contact_not_found')
  })
})

describe('GET /erasures', () => {
  test('lists erasures of a period, page by page', async ({ api, database }) => {
    const [first, second] = [await storePerson(database), await storePerson(database)]
    await erased(api, first)
    await erase(api, { contact: { id: second.id }, dry_run: true, due: '2020-01-01' })
    const list = (query: string) => api.call('GET', `/erasures?since=2020-01-01${query}`)
    const page = (await list('&limit=1')).body
    expect(page.data).toMatchObject([
      {
        type: 'erasure',
        contact_ids: [second.id],
        overdue: true,
        finished_at: null,
        proof: 'none',
      },
    ])
    const { body } = await list(`&limit=1&cursor=${page.next_cursor}`)
    expect(body.data).toMatchObject([{ contact_ids: [first.id], state: 'succeeded', messages: 4 }])
    expect((await list('&overdue=true')).body.data[0].contact_ids).toEqual([second.id])
    expect((await list('&until=2020-01-01')).body).toEqual({
      ...{ type: 'list', data: [], next_cursor: null },
    })
    expect(complaints('/erasures', 'get', await list(''))).toEqual([])
  })

  test.for(['since=yesterday', 'until=2030-02-30', 'overdue=1', 'after=2020-01-01', 'cursor=x'])(
    'refuses ?%s',
    async (query, { api }) => {
      expectErrors(await api.call('GET', `/erasures?${query}`), 400, 'parameter_invalid')
    },
  )
})

describe('a certificate', () => {
  test('is a page for who prefers one', async ({ api, database }) => {
    const { body } = await erased(api, await storePerson(database))
    const get = (accept: string) =>
      api.call('GET', `/redaction_jobs/${body.id}/certificate`, { headers: { accept } })
    const page = await get('text/html,application/xhtml+xml;q=0.9,*/*;q=0.8')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.text).toContain(body.id)
    expect((await get('*/*')).body.job).toBe(body.id)
  })

  test('is there when its job is purged', async ({ api, database }) => {
    const { body } = await erased(api, await storePerson(database))
    await sql`delete from job where id = ${body.id}`.execute(database.admin)
    const path = `/redaction_jobs/${body.id}`
    expectErrors(await api.call('GET', path), 404, 'job_not_found')
    expect((await api.call('GET', `${path}/certificate`)).body.job).toBe(body.id)
  })

  test('is none of a list, nor of a job that is unknown', async ({ api, database }) => {
    const { conversations } = await storePerson(database)
    const [conversation_id] = conversations
    const item = { type: 'source', conversation_id, source_id: `${conversation_id}-s` }
    const { body } = await settled(api, placeOf(await erase(api, { items: [item] })))
    const certificateOf = (id: string) => api.call('GET', `/redaction_jobs/${id}/certificate`)
    expectErrors(await certificateOf(body.id), 409, 'conflict')
    expectErrors(await certificateOf('unknown'), 404, 'job_not_found')
    expectErrors(await certificateOf('%00'), 404, 'job_not_found')
  })
})

/** Has an agent call tags by a name. */
async function tagged({ admin }: TestDatabase, { conversations }: Person, tag: string) {
  const tags = JSON.stringify({ type: 'tag.list', tags: [{ type: 'tag', id: '1', name: tag }] })
  await sql`
    update conversation set data = data || jsonb_build_object('tags', ${tags}::jsonb)
     where id = any(${conversations}::text[])`.execute(admin)
}

describe('what an erasure left', () => {
  test('is told by ids, a page at a time, to who may read it', async ({ api, database }) => {
    const person = await storePerson(database, { conversations: 3 })
    await tagged(database, person, `VIP ${person.email}`)
    const { body } = await erased(api, person)
    expect(body).toMatchObject({
      state: 'completed_with_errors',
      erasure: { look: { found: { 'conversation.tags': 3 } } },
    })
    const path = `/redaction_jobs/${body.id}/findings`
    const first = await api.call('GET', `${path}?limit=2`)
    const next = await api.call('GET', `${path}?limit=2&cursor=${first.body.next_cursor}`)
    expect(next.body.next_cursor).toBeNull()
    const ids = [...first.body.data, ...next.body.data].map(({ conversation_id, ...one }) => {
      expect(one).toEqual({
        ...{ place: 'conversation.tags', conversation_part_id: null, contact_id: null },
      })
      return conversation_id
    })
    expect(ids.sort()).toEqual([...person.conversations].sort())
    expect(first.text + next.text).not.toContain(person.email)
    for (const mark of [person.email, person.externalId]) {
      expect(await storedElsewhere(database, mark)).toEqual([])
    }
    const token = await createToken(database, ['jobs:read'])
    expectErrors(await api.call('GET', path, { token }), 403, 'forbidden')
    const { body: certificate } = await api.call('GET', `/redaction_jobs/${body.id}/certificate`)
    expect(certificate).toMatchObject({
      ...{ result: 'completed_with_errors', look: { found: { 'conversation.tags': 3 } } },
    })
  })

  test('is there when its job is purged, and none of an erasure that is unknown', async ({
    api,
    database,
  }) => {
    const person = await storePerson(database)
    const { body } = await erased(api, person)
    const path = `/redaction_jobs/${body.id}/findings`
    expect((await api.call('GET', path)).body).toEqual({
      type: 'list',
      data: [],
      next_cursor: null,
    })
    await sql`delete from job where id = ${body.id}`.execute(database.admin)
    expect((await api.call('GET', path)).status).toBe(200)
    expectErrors(await api.call('GET', '/redaction_jobs/no/findings'), 404, 'job_not_found')
    expectErrors(await api.call('GET', `${path}?cursor=x`), 400, 'parameter_invalid')
  })
})

const OWN_TABLES = new Set(['unsaid.conversation', 'unsaid.conversation_part', 'unsaid.contact'])

/** Where something is stored outside the tables of messages and contacts. */
async function storedElsewhere(database: TestDatabase, mark: string): Promise<string[]> {
  return Object.keys(await rowsWith(database, mark)).filter((table) => !OWN_TABLES.has(table))
}

test('whom an erasure is about is in no log, reply, job, queue or URL', async ({
  api,
  database,
}) => {
  const person = await storePerson(database)
  const marks = marksOf(person)
  const replies: Reply[] = []
  const asks = [{ email: person.email }, { external_id: person.externalId }]
  for (const contact of asks) {
    replies.push(await erase(api, { contact, scope: person.email }))
    replies.push(await erase(api, { contact, [person.email]: person.externalId }))
    replies.push(await erase(api, { contact: { ...contact, [person.email]: 1 } }))
    replies.push(await erase(api, { contact, dry_run: true }))
    const place = placeOf(replies.at(-1)!)
    replies.push(await settled(api, place))
    for (const mark of marks) expect(await storedElsewhere(database, mark)).toEqual([])
  }
  const place = placeOf(await erase(api, { contact: asks[0] }))
  replies.push(await settled(api, place))
  for (const path of ['/items', '/certificate', '/events']) {
    replies.push(await api.call('GET', `${place}${path}`))
  }
  const seen = [
    ...replies.map(({ text }) => text),
    ...replies.map(({ headers }) => JSON.stringify([...headers])),
    ...lines,
  ].join('\n')
  expect(seen).toContain('"route":"/redaction_jobs"')
  for (const mark of marks) expect(seen).not.toContain(mark)
})
