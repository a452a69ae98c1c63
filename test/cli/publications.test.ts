import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import type { Check } from '../../src/cli/doctor/check.ts'
import { failureKind } from '../../src/failure.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'

/** Runs the SQL, and undoes it when the test ends. */
async function having({ admin }: TestDatabase, does: string, undoes: string): Promise<void> {
  onTestFinished(
    async () =>
      void (await sql
        .raw(undoes)
        .execute(admin)
        .catch(() => undefined)),
  )
  await sql.raw(does).execute(admin)
}

async function doctor(database: TestDatabase, check: string) {
  const ran = await runUnsaid(['doctor', '--json'], { env: environmentOf(database) })
  const { checks } = JSON.parse(ran.stdout) as { checks: Check[] }
  return { code: ran.code, found: checks.filter((one) => one.check === check) }
}

const redactable = async (database: TestDatabase) => {
  const { id, part, json } = sampleConversation()
  await runUnsaid(['import', '-'], { env: environmentOf(database), input: json })
  return ['--conversation-id', id, '--part-id', part]
}

const PART = 'unsaid.conversation_part'

const UNWRITABLE = [
  [
    'a row filter on what is redacted',
    `create publication watched for table ${PART} where (redacted_at is null)`,
    'row filter',
  ],
  [
    'no identity',
    `alter table ${PART} replica identity nothing; create publication watched for all tables`,
    'no replica identity',
  ],
  [
    'columns without the key',
    `create publication watched for table ${PART} (workspace_id, conversation_id)`,
    'columns lack',
  ],
] as const

const undo = `drop publication if exists watched; alter table ${PART} replica identity default`

test.for(UNWRITABLE)(
  'with %s start and doctor name publication, table and cure in one sentence; the cure is one',
  { timeout: MANY_COMMANDS },
  async ([, does, why], { database }) => {
    const target = await redactable(database)
    await having(database, does, undo)
    const env = { ...environmentOf(database), PORT: '0' }

    const refused = await runUnsaid(['start'], { env })
    expect(refused.code).toBe(3)
    const { msg } = JSON.parse(refused.stderr) as { msg: string }
    expect(msg).toMatch(
      new RegExp(`^unsaid: the publication watched keeps ${PART} from being written, .*${why}.*$`),
    )
    const { code, found } = await doctor(database, 'publications')
    expect(code).toBe(3)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ state: 'problem', message: expect.stringContaining(PART) })

    const [, cure = ''] = /run `(.*)`$/.exec(found[0]?.cure ?? '') ?? []
    await sql.raw(cure).execute(database.admin)
    expect((await doctor(database, 'publications')).found[0]?.state).toBe('ok')
    expect((await runUnsaid(['redact', ...target], { env })).code).toBe(0)
  },
)

test.for([
  ['a filter on the key', `create publication watched for table ${PART} where (id <> '')`],
  [
    'a filter on the key and a list with other columns',
    `create publication watched for table ${PART}
       (workspace_id, conversation_id, id, redacted_at) where (id <> '')`,
  ],
  [
    'a full identity',
    `alter table ${PART} replica identity full;
    create publication watched for table ${PART} where (redacted_at is null)`,
  ],
  [
    'a filter, but inserts alone',
    `create publication watched for table ${PART}
    where (redacted_at is null) with (publish = 'insert')`,
  ],
  ['all tables', 'create publication watched for all tables'],
] as const)(
  'with %s redactions are made, as doctor says',
  { timeout: MANY_COMMANDS },
  async ([, does], { database }) => {
    const target = await redactable(database)
    await having(database, does, undo)
    const { found } = await doctor(database, 'publications')
    expect(found.filter(({ state }) => state === 'problem')).toEqual([])
    const ran = await runUnsaid(['redact', ...target], { env: environmentOf(database) })
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' })
  },
)

test.for(UNWRITABLE)(
  'a redaction that meets %s waits for the cure, and is done then',
  { timeout: MANY_COMMANDS },
  async ([, does], { database }) => {
    const { db, admin } = database
    const target = await redactable(database)
    const env = environmentOf(database)
    const accepted = await runUnsaid(['redact', ...target, '--no-wait', '--json'], { env })
    const { id } = JSON.parse(accepted.stdout) as { id: string }
    await having(database, does, undo)
    const kind = await sql`update conversation_part set body = null where false`
      .execute(admin)
      .catch(failureKind)
    expect(kind).toBe('unwritable')

    const lines: string[] = []
    const logger = createLogger('info', { write: (line) => void lines.push(line) })
    const backend = database.backend('postgres')
    const worker = startWorker({ db, backend, logger, dispatchEvery: 100 })
    onTestFinished(() => worker.close())
    await expect.poll(() => lines.join('')).toContain('a publication keeps the table')
    const standing = await runUnsaid(['status', id, '--json'], { env })
    expect(JSON.parse(standing.stdout)).toMatchObject({ status: 'pending' })

    await sql.raw(undo).execute(admin)
    const outcome = async () =>
      (
        await sql<{ outcome: string }>`select outcome from unsaid.job where id = ${id}`.execute(
          admin,
        )
      ).rows[0]?.outcome
    // Sooner than its rest after the failure, half a minute, is over.
    await expect.poll(outcome, { timeout: 15_000 }).toBe('redacted')
  },
)

test('doctor names whom inserts alone are published to', async ({ database }) => {
  const does = `create publication watched for table ${PART} with (publish = 'insert')`
  await having(database, does, undo)
  const { found } = await doctor(database, 'publications')
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ state: 'warning', message: expect.stringContaining(PART) })
  expect(found[0]?.message).toContain('watched')
})

test.for([
  ['index', `create index copied on ${PART} (left(body, 20))`],
  ['index', `create index copied on ${PART} (id) where body like '%x%'`],
  ['index', `create index copied on ${PART} (id) include (body)`],
  ['statistics', `create statistics unsaid.copied on body, author_id from ${PART}`],
  ['statistics', `create statistics unsaid.copied on (lower(body)) from ${PART}`],
] as const)('doctor names the %s that text is kept in: %s', async ([kind, does], { database }) => {
  await having(database, does, `drop ${kind} if exists unsaid.copied`)
  const { found } = await doctor(database, 'copies')
  expect(found).toEqual([
    {
      check: 'copies',
      state: 'warning',
      message: expect.stringContaining('unsaid.copied'),
      cure: `run \`drop ${kind} unsaid.copied;\``,
    },
  ])
  expect(found[0]?.message).toContain('conversation_part.body')
})
