import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { openUnsaid, RefusedRequest, UnknownWorkspace } from '../../src/library/open-unsaid.ts'
import type { OpenUnsaidOptions } from '../../src/library/open-unsaid.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { describeBackends, type TestedBackend } from '../each-backend.ts'
import { startRedis } from '../redis-server.ts'
import { lookAtQueue } from '../queue/raw-queue.ts'
import { storeMessages, TEXT, type RawFields } from '../queue/raw-messages.ts'

const logger = createLogger('silent')
const nowhere: RawFields = {
  ...{ type: 'conversation_part', conversation_id: 1, conversation_part_id: '2' },
}

describeBackends('a program that uses the library', (kind) => {
  test('has a message taken back, waits for it, and reads how it ended', async () => {
    const { database, unsaid, work } = await openOn(kind)
    work()
    const [source, part] = await storeMessages(database.db, 1)
    const { id } = await unsaid.redact(part!, { reason: 'gdpr' })
    expect(await unsaid.wait(id)).toMatchObject({
      ...{ id, status: 'success', state: 'succeeded', progress: { redacted: 1 } },
      result: { type: 'conversation', id: String(source!.conversation_id) },
    })
    expect(await unsaid.status(id)).toMatchObject({ status: 'success' })

    const again = await unsaid.redact(part!)
    expect(await unsaid.wait(again.id)).toMatchObject({ progress: { already_redacted: 1 } })
    const unknown = await unsaid.redact(nowhere)
    expect(await unsaid.wait(unknown.id)).toMatchObject({
      status: 'failed',
      result: { errors: [{ code: 'conversation_part_or_message_not_found' }] },
    })
  })

  test('may close at once: what it asked for is in the queue', async () => {
    const { database, unsaid, backend } = await openOn(kind)
    const ids: string[] = []
    for (const one of await storeMessages(database.db, 2)) ids.push((await unsaid.redact(one)).id)
    await unsaid.close()
    const waiting = await lookAtQueue(backend).getWaiting(0, -1)
    const named = waiting.flatMap(({ data }) => (data as { jobs: string[] }).jobs)
    expect(named.toSorted()).toEqual(ids.toSorted())
  })
})

test('a job that still runs is given back as it stands when the time is up', async ({
  database,
}) => {
  const unsaid = await open({ databaseUrl: database.url })
  const { id } = await unsaid.redact(nowhere)
  expect(await unsaid.wait(id, { timeout: 50 })).toMatchObject({ id, status: 'pending' })
  expect(await unsaid.wait(randomUUID())).toBeUndefined()
  expect(await unsaid.status('\u0000')).toBeUndefined()
})

test('workspaces never meet', async ({ database }) => {
  const [acme, other] = [`a${randomUUID().slice(0, 8)}`, `o${randomUUID().slice(0, 8)}`]
  for (const slug of [acme, other]) await createWorkspace(database.db, slug)
  const [message] = await storeMessages(database.db, 1, acme)
  const unsaid = await open({ databaseUrl: database.url, workspace: acme })
  start(database, 'postgres')

  const there = await unsaid.redact(message!, { workspace: other })
  expect(await unsaid.wait(there.id, { workspace: other })).toMatchObject({
    progress: { not_found: 1 },
  })
  expect(await unsaid.status(there.id)).toBeUndefined()
  const { id } = await unsaid.redact(message!)
  expect(await unsaid.wait(id)).toMatchObject({ status: 'success' })
  expect(await unsaid.status(id, { workspace: 'default' })).toBeUndefined()
})

test.for(['nobody', 'Not A Slug', '\u0000', ''])(
  'there is no workspace %j, and a request for it leaves nothing',
  async (workspace, { database }) => {
    const unsaid = await open({ databaseUrl: database.url })
    const before = await jobCount(database)
    await expect(unsaid.redact(nowhere, { workspace })).rejects.toThrow(UnknownWorkspace)
    expect(await unsaid.status(randomUUID(), { workspace })).toBeUndefined()
    expect(await jobCount(database)).toBe(before)
  },
)

describe('a request that is none is refused before SQL', () => {
  test.for([
    [undefined, undefined, 'parameter_invalid'],
    [{ type: 'source', conversation_id: 1 }, undefined, 'parameter_not_found'],
    [{ ...nowhere, type: 'message' }, undefined, 'type_mismatch'],
    [{ ...nowhere, conversation_id: ['1'] }, undefined, 'parameter_invalid'],
    [
      { ...nowhere, conversation_id: 'a\u0000' },
      undefined,
      'conversation_part_or_message_not_found',
    ],
    [nowhere, TEXT, 'parameter_invalid'],
    [nowhere, '', 'parameter_invalid'],
  ] as const)('%j, because %j', async ([input, reason, code], { database }) => {
    const unsaid = await open({ databaseUrl: database.url })
    const before = await jobCount(database)
    const options = reason === undefined ? {} : { reason }
    const refused: unknown = await unsaid.redact(input as never, options).catch((e: unknown) => e)
    expect(refused).toBeInstanceOf(RefusedRequest)
    expect(refused).toMatchObject({ problems: [{ code }] })
    expect((refused as Error).message).not.toContain(TEXT)
    expect(await jobCount(database)).toBe(before)
  })
})

test('the settings of the program around it are not read', async ({ database }) => {
  const around = { PORT: '/run/web.sock', HOST: '', LOG_LEVEL: 'verbose', DATABASE_URL_FILE: '/no' }
  Object.assign(process.env, around)
  onTestFinished(() => {
    for (const name of Object.keys(around)) delete process.env[name]
  })
  const unsaid = await open({ databaseUrl: database.url })
  expect((await unsaid.redact(nowhere)).id).toBeTypeOf('string')
})

async function openOn(kind: TestedBackend) {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  const redis = kind === 'redis' ? await startRedis() : undefined
  onTestFinished(() => redis?.stop())
  const backend = redis ? { kind: 'redis' as const, url: redis.url } : database.backend('postgres')
  const unsaid = await open({ databaseUrl: database.url, ...(redis && { redisUrl: redis.url }) })
  return { database, unsaid, backend, work: () => start(database, kind, redis?.url) }
}

async function open(options: OpenUnsaidOptions) {
  const unsaid = await openUnsaid(options)
  onTestFinished(() => unsaid.close())
  return unsaid
}

function start({ db, backend }: TestDatabase, kind: TestedBackend, redis?: string) {
  const place = redis === undefined ? backend(kind) : { kind: 'redis' as const, url: redis }
  const worker = startWorker({ db, backend: place, logger })
  onTestFinished(() => worker.close())
}

async function jobCount({ admin }: TestDatabase): Promise<unknown> {
  return (admin as never as TestDatabase['db'])
    .selectFrom('job')
    .select(({ fn }) => fn.countAll().as('jobs'))
    .executeTakeFirst()
    .then((row) => row?.jobs)
}
