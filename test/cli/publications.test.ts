import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { checkPublications } from '../../src/cli/doctor/check-publications.ts'
import type { Check } from '../../src/cli/doctor/check.ts'
import { failureKind } from '../../src/failure.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'
import { storeSample } from './sample-conversation.ts'

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
  const { id, part } = await storeSample(database.db)
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
    const found = await checkPublications(database.db)
    expect(found).not.toEqual([])
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

const COPIES = [
  ['index', 'copied_1', `create index copied_1 on ${PART} (left(body, 20))`],
  ['index', 'copied_2', `create index copied_2 on ${PART} (id) where body like '%x%'`],
  ['index', 'copied_3', `create index copied_3 on ${PART} (id) include (body)`],
  ['statistics', 'copied_4', `create statistics unsaid.copied_4 on body, author_id from ${PART}`],
  ['statistics', 'copied_5', `create statistics unsaid.copied_5 on (lower(body)) from ${PART}`],
] as const

test('doctor names every index, and all statistics, that text is kept in', async ({ database }) => {
  for (const [kind, name, does] of COPIES) {
    await having(database, does, `drop ${kind} if exists unsaid.${name}`)
  }
  const { found } = await doctor(database, 'copies')
  expect(found).toHaveLength(COPIES.length)
  for (const [kind, name] of COPIES) {
    const cure = `run \`drop ${kind} unsaid.${name};\``
    const one = found.find((check) => check.cure === cure)
    expect(one).toMatchObject({ check: 'copies', state: 'warning' })
    expect(one?.message).toContain(`unsaid.${name}`)
    expect(one?.message).toContain('conversation_part.body')
  }
})
