import { sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { storeConversations } from '../scene/stored-conversations.ts'

/** What others have set for their database. */
const SETTINGS: [string, string][] = [
  ['datestyle', "'SQL, DMY'"],
  ['default_transaction_read_only', 'on'],
  ['default_transaction_isolation', 'serializable'],
  ['search_path', "'nowhere'"],
  ['row_security', 'off'],
  ['timezone', "'Asia/Kathmandu'"],
]

async function databaseWith([name, value]: [string, string]): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  await storeConversations(database.db, { conversations: 1, parts: 3 })
  const { admin } = database
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(admin)
  await sql.raw(`alter database ${rows[0]!.name} set ${name} = ${value}`).execute(admin)
  return database
}

test.for(SETTINGS)('where %s is %s a message is redacted, and said to be', async (setting) => {
  const database = await databaseWith(setting)
  const env = environmentOf(database)
  const migrated = await runUnsaid(['migrate'], { env })
  expect(migrated).toMatchObject({ code: 0 })
  const redacted = await runUnsaid(
    ['redact', '--conversation-id', 'c0', '--part-id', 'p0-0', '--json'],
    { env },
  )
  expect(redacted).toMatchObject({ code: 0, stderr: '' })
  const { id, status } = JSON.parse(redacted.stdout) as { id: string; status: string }
  expect(status).toBe('success')
  const asked = await runUnsaid(['status', id, '--json'], { env })
  expect(JSON.parse(asked.stdout)).toMatchObject({ status: 'success' })
  expect(await runUnsaid(['doctor'], { env })).toMatchObject({ code: 0 })
})

test('a list ends, and is told with its times, where dates are written otherwise', async () => {
  const database = await databaseWith(['datestyle', "'German'"])
  const env = environmentOf(database)
  const input = [0, 1]
    .map((part) =>
      JSON.stringify({
        ...{ type: 'conversation_part', conversation_id: 'c0' },
        conversation_part_id: `p0-${part}`,
      }),
    )
    .join('\n')
  const done = await runUnsaid(['bulk', '-', '--yes', '--json'], { env, input })
  expect(done).toMatchObject({ code: 0 })
  expect(JSON.parse(done.stdout)).toMatchObject({ state: 'succeeded' })
})

test('a URL without a host leads to a socket', async ({ skip }) => {
  const database = await databaseWith(['timezone', "'UTC'"])
  const { rows } = await sql<{ folders: string }>`
    select current_setting('unix_socket_directories') as folders`.execute(database.admin)
  const folder = rows[0]?.folders.split(', ')[0]
  if (!folder) return skip('this Postgres has no socket')
  const { username, password, port, pathname } = new URL(database.url)
  const url = `postgres://${username}:${password}@${pathname}?host=${folder}&port=${port || '5432'}`
  await new pg.Client({ connectionString: url }).end()
  const env = { DATABASE_URL: url }
  expect(await runUnsaid(['doctor'], { env })).toMatchObject({ code: 0 })
})
