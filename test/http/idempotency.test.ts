import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, onTestFinished } from 'vitest'
import { digestOf, SCOPES } from '../../src/access/access-token.ts'
import { idempotencyKeyOf } from '../../src/http/idempotency-key.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import type { TestDatabase } from '../database-test.ts'
import { createToken, openApi, test, type Call, type Reply } from './api-test.ts'
import { freshId, storeConversation } from './store-conversation.ts'

const jobOf = ({ headers }: Reply) => headers.get('location')?.split('/').at(-1)
const codeOf = ({ body }: Reply) => body.errors?.[0]?.code as string | undefined

async function jobsFor({ admin }: TestDatabase, conversation: string): Promise<number> {
  const { rows } = await sql<{ jobs: number }>`
    select count(*)::int as jobs from job where conversation_id = ${conversation}`.execute(admin)
  return rows[0]?.jobs ?? -1
}

function under(key: string, headers: Record<string, string> = {}): Omit<Call, 'body'> {
  return { headers: { 'idempotency-key': key, ...headers } }
}

test('a hundred equal requests at once, to two servers, make one job and get one answer', async ({
  api,
  database,
}) => {
  const other = await openApi(database)
  onTestFinished(() => other.close())
  const { redactPart, id } = await storeConversation(database)
  const key = randomUUID()
  const asked = Array.from({ length: 100 }, (_, nth) =>
    (nth % 2 ? api : other).redact(redactPart, under(key)),
  )
  const replies = await Promise.all(asked)
  expect(
    new Set(replies.map((reply) => `${reply.status} ${jobOf(reply)} ${reply.text}`)).size,
  ).toBe(1)
  expect(replies[0]?.status).toBe(200)
  expect(await jobsFor(database, id)).toBe(1)
})

test('without a key every request makes a job of its own', async ({ api, database }) => {
  const { redactPart, id } = await storeConversation(database)
  await Promise.all([api.redact(redactPart), api.redact(redactPart)])
  expect(await jobsFor(database, id)).toBe(2)
})

describe('a key that was used', () => {
  test('is refused to another body, and that body has no effect', async ({ api, database }) => {
    const [one, other] = [await storeConversation(database), await storeConversation(database)]
    const key = randomUUID()
    expect((await api.redact(one.redactPart, under(key))).status).toBe(200)
    const reused = await api.redact(other.redactPart, under(key))
    expect([reused.status, codeOf(reused)]).toEqual([422, 'idempotency_key_reused'])
    expect(reused.headers.get('location')).toBeNull()
    expect(await jobsFor(database, other.id)).toBe(0)
  })

  test('is refused to the same request in other bytes', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const key = randomUUID()
    const text = JSON.stringify(redactPart)
    expect((await api.redact(text, under(key))).status).toBe(200)
    expect((await api.redact(`${text} `, under(key))).status).toBe(422)
    expect((await api.redact(text, under(key))).status).toBe(200)
  })

  test('is refused to another media type, but a charset makes none', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const key = randomUUID()
    const text = JSON.stringify(redactPart)
    const as = (type: string) => api.redact(text, under(key, { 'content-type': type }))
    expect((await as('application/json')).status).toBe(200)
    expect((await as('text/plain')).status).toBe(422)
    expect((await as('Application/JSON; charset=utf-8')).status).toBe(200)
  })

  test('is free in another workspace', async ({ api, database }) => {
    const workspace = `w${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, workspace)
    const ours = await storeConversation(database)
    const theirs = await storeConversation(database, { workspace })
    const token = await createToken(database, SCOPES, workspace)
    const key = randomUUID()
    const first = await api.redact(ours.redactPart, under(key))
    const second = await api.redact(theirs.redactPart, { token, ...under(key) })
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.body.id).toBe(theirs.id)
  })

  test('belongs to all tokens of its workspace', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const token = await createToken(database, SCOPES)
    const key = randomUUID()
    const first = await api.redact(redactPart, under(key))
    const again = await api.redact(redactPart, { token, ...under(key) })
    expect(jobOf(again)).toBe(jobOf(first))
  })

  test('gives one job to who waits and to who does not', async ({ api, database }) => {
    const { redactPart, id } = await storeConversation(database)
    const key = randomUUID()
    const accepted = await api.redact(redactPart, under(key, { prefer: 'respond-async' }))
    const waited = await api.redact(redactPart, under(key))
    const polled = await api.redact(redactPart, under(key, { prefer: 'respond-async' }))
    expect([accepted, waited, polled].map(({ status }) => status)).toEqual([202, 200, 202])
    expect(new Set([accepted, waited, polled].map(jobOf)).size).toBe(1)
    expect(polled.body).toMatchObject({ status: 'success', result: waited.body })
    expect(await jobsFor(database, id)).toBe(1)
  })

  test('repeats a refusal by the rules, too', async ({ api, database }) => {
    const { redactPart, emptyPartId } = await storeConversation(database)
    const body = { ...redactPart, conversation_part_id: emptyPartId }
    const key = randomUUID()
    const replies = [await api.redact(body, under(key)), await api.redact(body, under(key))]
    expect(replies.map(codeOf)).toEqual(Array(2).fill('conversation_part_not_redactable'))
    expect(new Set(replies.map(jobOf)).size).toBe(1)
  })
})

test.for<[string, unknown, number]>([
  ['that cannot be parsed', '{"type":', 400],
  ['that lacks a parameter', {}, 400],
  ['whose id no message can bear', { type: 'source', conversation_id: ' ', source_id: '1' }, 404],
])('a request %s claims no key', async ([, body, status], { api, database }) => {
  const { redactPart } = await storeConversation(database)
  const key = randomUUID()
  expect((await api.redact(body, under(key))).status).toBe(status)
  expect((await api.redact(redactPart, under(key))).status).toBe(200)
})

test.for(['', ' ', 'a b', 'x'.repeat(256), 'ä', 'a, b'])(
  'the key %j is malformed, and nothing is accepted',
  async (key, { api, database }) => {
    const { redactPart, id } = await storeConversation(database)
    const reply = await api.redact(redactPart, under(key))
    expect([reply.status, codeOf(reply)]).toEqual([400, 'parameter_invalid'])
    expect(reply.body.errors[0].message).toContain('Idempotency-Key')
    expect(await jobsFor(database, id)).toBe(0)
  },
)

test.for(['!', 'x'.repeat(255), '"a"'])('the key %j is a key', async (key, { api, database }) => {
  const { redactPart } = await storeConversation(database)
  expect((await api.redact(redactPart, under(key))).status).toBe(200)
  expect((await api.redact({ ...redactPart, x: 1 }, under(key))).status).toBe(422)
})

/** Another process's claim of the key, which is not committed yet. */
async function claimWithoutCommit({ admin, url, appRole }: TestDatabase, key: string) {
  const options = `-c role=${appRole} -c search_path=unsaid`
  const client = new pg.Client({ connectionString: url, options })
  client.on('error', () => undefined) // it dies
  await client.connect()
  await client.query(`begin; select set_config('unsaid.workspace', 'default', true)`)
  const { rows } = await client.query<{ pid: number }>(
    `insert into idempotency_key (workspace_id, key_digest, fingerprint, job_id)
     values ('default', $1, $2, 'lost') returning pg_backend_pid() as pid`,
    [digestOf(key), digestOf('any')],
  )
  const pid = rows[0]!.pid
  const die = () => sql`select pg_terminate_backend(${pid}, 5000)`.execute(admin)
  onTestFinished(() => client.end().catch(() => undefined))
  return { pid, die }
}

async function untilBlocked({ admin }: TestDatabase, pid: number): Promise<void> {
  const blocked = async () => {
    const { rows } = await sql`
      select from pg_stat_activity where ${pid} = any(pg_blocking_pids(pid))`.execute(admin)
    return rows.length
  }
  await expect.poll(blocked, { interval: 10 }).toBeGreaterThan(0)
}

test('a key whose first request died before its commit is free again', async ({
  api,
  database,
}) => {
  const { redactPart, id } = await storeConversation(database)
  const key = randomUUID()
  const { pid, die } = await claimWithoutCommit(database, key)
  const retried = api.redact(redactPart, under(key))
  await untilBlocked(database, pid)
  await die()
  expect((await retried).status).toBe(200)
  expect(await jobsFor(database, id)).toBe(1)
})

test('who waits too long for the first request of a key is told to come back', async ({
  api,
  database,
}) => {
  const { redactPart, id } = await storeConversation(database)
  const key = randomUUID()
  const { die } = await claimWithoutCommit(database, key)
  const reply = await api.redact(redactPart, under(key))
  expect([reply.status, codeOf(reply)]).toEqual([503, 'service_unavailable'])
  expect(reply.headers.get('retry-after')).toBe('1')
  expect(await jobsFor(database, id)).toBe(0)
  await die()
})

test('the same key and body on another route, or with another query, are another request', async () => {
  const server = fastify()
  for (const path of ['/a/:id', '/b/:id']) {
    server.post(path, (request) => {
      const key = idempotencyKeyOf(request)
      return typeof key === 'object' ? key.fingerprint.toString('hex') : key
    })
  }
  const fingerprintAt = async (url: string) => {
    const headers = { 'idempotency-key': 'k' }
    return (await server.inject({ method: 'POST', url, headers })).body
  }
  const urls = ['/a/1', '/a/2', '/b/1', '/a/1?dry_run=true']
  const fingerprints = await Promise.all(urls.map(fingerprintAt))
  expect(new Set(fingerprints).size).toBe(urls.length)
  expect(await fingerprintAt('/a/1')).toBe(fingerprints[0])
  await server.close()
})

test('a key is not stored as it was sent', async ({ api, database }) => {
  const key = `key-${freshId()}`
  await api.redact({ type: 'source', conversation_id: freshId(), source_id: '1' }, under(key))
  const { rows } = await sql<{ row: string }>`
    select row_to_json(one)::text as row from idempotency_key one
     where key_digest = ${digestOf(key)}`.execute(database.admin)
  expect(rows).toHaveLength(1)
  expect(rows[0]?.row).not.toContain(key)
})
