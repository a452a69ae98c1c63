import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import {
  openUnsaid,
  RefusedRequest,
  UnknownWorkspace,
  type ItemInput,
  type ItemView,
  type Unsaid,
} from '../../src/library/open-unsaid.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { describeBackends, type TestedBackend } from '../each-backend.ts'
import { startRedis } from '../redis-server.ts'
import { storeMessages } from '../queue/raw-messages.ts'

const logger = createLogger('silent')
const nowhere: ItemInput = { type: 'source', conversation_id: 1, source_id: 'nobody' }

describeBackends('a program with many messages to redact', (kind) => {
  test('hands them over as they come, and reads what became of each', async () => {
    const { database, unsaid, work } = await openOn(kind)
    const messages = await storeMessages(database.db, 300)
    const { id } = await unsaid.redactMany(comeLater([...messages, nowhere]), { reason: 'gdpr' })
    work()
    expect(await unsaid.wait(id, { timeout: 60_000 })).toMatchObject({
      ...{ id, kind: 'bulk', status: 'success', state: 'completed_with_errors' },
      progress: { total: 1_501, redacted: 1_500, not_found: 1 },
    })
    expect(await gathered(unsaid.items(id, { outcome: 'not_found' }))).toMatchObject([
      { line: 1_501, source_id: 'nobody', outcome: 'not_found' },
    ])
    const all = await gathered(unsaid.items(id))
    expect(all.map(({ line }) => line)).toEqual(all.map((_, at) => at + 1))
  })

  test('looks at the plan, then has it run', async () => {
    const { database, unsaid, work } = await openOn(kind)
    const messages = await storeMessages(database.db, 1)
    const { id } = await unsaid.redactMany(messages, { dryRun: true })
    expect(await codeOf(unsaid.run(id))).toBe('conflict')
    work()
    expect(await unsaid.wait(id)).toMatchObject({ state: 'ready', plan: { redacted: 5 } })
    await unsaid.run(id)
    await unsaid.run(id)
    expect(await unsaid.wait(id)).toMatchObject({ state: 'succeeded', progress: { redacted: 5 } })
    expect(await codeOf(unsaid.cancel(id))).toBe('conflict')
  })
})

describe('a list from a program', () => {
  test('keeps the names of its items, and a broken one fails alone', async ({ database }) => {
    const unsaid = await open(database)
    const [message] = await storeMessages(database.db, 1)
    const items = [{ ...message!, external_id: 4711 }, { type: 'source' }, 'text', nowhere]
    const { id } = await unsaid.redactMany(items as ItemInput[])
    work(database)
    await unsaid.wait(id)
    const views: ItemView[] = await gathered(unsaid.items(id))
    expect(
      views.map(({ external_id, outcome, error }) => [external_id, outcome, error?.code]),
    ).toEqual([
      ['4711', 'redacted', undefined],
      [null, 'failed', 'parameter_not_found'],
      [null, 'failed', 'parameter_invalid'],
      [null, 'not_found', 'conversation_part_or_message_not_found'],
    ])
  })

  test('is one job under one key, and refused for other items', async ({ database }) => {
    const unsaid = await open(database)
    const idempotencyKey = randomUUID()
    const first = await unsaid.redactMany([nowhere], { idempotencyKey })
    expect(await unsaid.redactMany(comeLater([nowhere]), { idempotencyKey })).toEqual(first)
    const others = [
      [[nowhere, nowhere], {}],
      [[{ ...nowhere, external_id: 'x' }], {}],
      [[nowhere], { dryRun: true }],
      [[nowhere], { reason: 'gdpr' }],
    ] as const
    for (const [items, options] of others) {
      const call = unsaid.redactMany(items, { ...options, idempotencyKey })
      expect(await codeOf(call)).toBe('idempotency_key_reused')
    }
  })

  test('can be canceled, again and again, and is not run any more', async ({ database }) => {
    const unsaid = await open(database)
    const { id } = await unsaid.redactMany([nowhere], { dryRun: true })
    await unsaid.cancel(id)
    await unsaid.cancel(id)
    expect(await unsaid.status(id)).toMatchObject({ state: 'canceled', progress: { canceled: 1 } })
    expect(await codeOf(unsaid.run(id))).toBe('conflict')
  })

  test('leaves nothing when it is refused, or breaks off', async ({ database }) => {
    const unsaid = await open(database)
    const before = await lists(database)
    expect(await codeOf(unsaid.redactMany([]))).toBe('nothing_to_redact')
    expect(await codeOf(unsaid.redactMany([nowhere], { reason: 'A card!' }))).toBe(
      'parameter_invalid',
    )
    expect(await codeOf(unsaid.redactMany([nowhere], { idempotencyKey: 'a b' }))).toBe(
      'parameter_invalid',
    )
    const workspaces = ['nobody', 'Not A Slug', '\u0000']
    for (const workspace of workspaces) {
      await expect(unsaid.redactMany([nowhere], { workspace })).rejects.toThrow(UnknownWorkspace)
    }
    await expect(unsaid.redactMany(breaksOff())).rejects.toThrow('the source is gone')
    expect(await lists(database)).toEqual(before)
  })

  test('is not there for another workspace', async ({ database }) => {
    const workspace = `w${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, workspace)
    const unsaid = await open(database)
    const { id } = await unsaid.redactMany([nowhere], { workspace })
    for (const of of ['default', 'Not A Slug']) {
      const option = { workspace: of }
      expect(await codeOf(unsaid.run(id, option))).toBe('job_not_found')
      expect(await codeOf(unsaid.cancel(id, option))).toBe('job_not_found')
      expect(await codeOf(gathered(unsaid.items(id, option)))).toBe('job_not_found')
    }
    expect(await gathered(unsaid.items(id, { workspace }))).toHaveLength(1)
  })

  test('is what has items: a single redaction has none, and no steps', async ({ database }) => {
    const unsaid = await open(database)
    const { id } = await unsaid.redact(nowhere)
    expect(await codeOf(unsaid.run(id))).toBe('conflict')
    expect(await codeOf(unsaid.cancel(id))).toBe('conflict')
    expect(await codeOf(gathered(unsaid.items(id)))).toBe('conflict')
  })
})

async function gathered(items: AsyncIterable<ItemView>): Promise<ItemView[]> {
  const views: ItemView[] = []
  for await (const item of items) views.push(item)
  return views
}

async function* comeLater(items: readonly ItemInput[]): AsyncGenerator<ItemInput> {
  for (const item of items) yield await Promise.resolve(item)
}

async function* breaksOff(): AsyncGenerator<ItemInput> {
  yield await Promise.resolve(nowhere)
  throw new Error('the source is gone')
}

/** The code with which a call is refused. */
async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const refused: unknown = await call.catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RefusedRequest)
  return (refused as RefusedRequest).problems[0]?.code
}

async function lists({ admin }: TestDatabase): Promise<unknown> {
  return (await sql`select count(*) from job_list`.execute(admin)).rows
}

async function open(database: TestDatabase, redisUrl?: string): Promise<Unsaid> {
  const unsaid = await openUnsaid({ databaseUrl: database.url, ...(redisUrl && { redisUrl }) })
  onTestFinished(() => unsaid.close())
  return unsaid
}

function work({ db, backend }: TestDatabase, redisUrl?: string): void {
  const place = redisUrl ? { kind: 'redis' as const, url: redisUrl } : backend('postgres')
  const worker = startWorker({ db, backend: place, logger })
  onTestFinished(() => worker.close())
}

async function openOn(kind: TestedBackend) {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  const redis = kind === 'redis' ? await startRedis() : undefined
  onTestFinished(() => redis?.stop())
  const unsaid = await open(database, redis?.url)
  return { database, unsaid, work: () => work(database, redis?.url) }
}
