import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { jobErrors } from '../../src/status/job-errors.ts'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { newToken, SCOPES } from '../../src/access/access-token.ts'
import { createAuthenticator } from '../../src/access/authenticate.ts'
import { storeToken } from '../../src/access/store-token.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { ASK, receivedList } from '../bulk/accepted-list.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'

async function commands(database: TestDatabase) {
  const folder = await tempFolder()
  const env = { ...environmentOf(database), UNSAID_DATA_DIR: folder }
  const run = (args: readonly string[], input?: string) =>
    runUnsaid(args, { env, ...(input !== undefined && { input }) })
  return { folder, run }
}

test('keeps a new token in a file for its owner alone when nobody watches', async ({
  database,
}) => {
  const { folder, run } = await commands(database)
  const file = join(folder, 'token')
  await writeFile(file, 'an older one', { mode: 0o644 })
  const { code, stdout, stderr } = await run(['token', 'create', '--scopes', 'jobs:read'])
  const token = (await readFile(file, 'utf8')).trim()

  expect(code).toBe(0)
  expect(stdout + stderr).not.toContain(token)
  expect(stdout).toContain('what the file held before is gone')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const caller = await createAuthenticator(database.db)(`Bearer ${token}`)
  expect([caller?.workspace, ...(caller?.scopes ?? [])]).toEqual(['default', 'jobs:read'])
})

test('names the token whose place in the file a new one takes', async ({ database }) => {
  const { run } = await commands(database)
  const first = JSON.parse((await run(['token', 'create', '--json'])).stdout)
  const second = await run(['token', 'create'])
  const third = JSON.parse((await run(['token', 'create', '--json'])).stdout)
  const [, id] = /token (\S+) is in/.exec(second.stdout) ?? []

  expect(first.replaced).toBeNull()
  expect(second.stdout).toContain(`unsaid token revoke ${first.id}`)
  expect(third.replaced).toBe(id)
})

test('makes no token when it can not be kept', async () => {
  const { database, close } = await createTestDatabase()
  const { folder, run } = await commands(database)
  await writeFile(join(folder, 'file'), '')
  const env = { ...environmentOf(database), UNSAID_DATA_DIR: join(folder, 'file') }
  const { code, stderr } = await runUnsaid(['token', 'create'], { env })
  const listed = await run(['token', 'list', '--json'])
  await close()

  expect(stderr).toContain('set UNSAID_DATA_DIR')
  expect(code).toBe(3)
  expect(JSON.parse(listed.stdout).data).toEqual([])
})

test(
  'lists tokens without showing them, and revokes one',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { folder, run } = await commands(database)
    const { id } = JSON.parse((await run(['token', 'create', '--expires', '30d', '--json'])).stdout)
    const token = (await readFile(join(folder, 'token'), 'utf8')).trim()
    const listed = await run(['token', 'list'])

    expect(listed.stdout).toMatch(new RegExp(`^${id}  valid until 20.*redact:write,`, 'm'))
    expect(listed.stdout).not.toContain(token)
    expect(await run(['token', 'revoke', id])).toMatchObject({ code: 0 })
    expect(await createAuthenticator(database.db)(`Bearer ${token}`)).toBeUndefined()
    expect(await run(['token', 'revoke', id])).toMatchObject({ code: 1 })
    expect((await run(['token', 'list'])).stdout).toContain(`${id}  revoked`)
  },
)

test(
  'makes workspaces that do not see each other',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { run } = await commands(database)
    const { id, part, json } = sampleConversation()
    const created = await run(['workspace', 'create', 'beta'])
    const again = await run(['workspace', 'create', 'beta', '--json'])
    await run(['import', '-', '--workspace', 'beta'], json)
    const target = ['redact', '--conversation-id', id, '--part-id', part]

    expect(created).toEqual({ code: 0, stdout: 'made workspace beta\n', stderr: '' })
    expect(JSON.parse(again.stdout)).toMatchObject({ id: 'beta', created: false })
    expect((await run(['workspace', 'list'])).stdout.split('\n')).toContain('beta')
    expect(await run(target)).toMatchObject({ code: 1 })
    expect(await run([...target, '--workspace', 'beta'])).toMatchObject({ code: 0 })
  },
)

test('refuses to make a workspace by a name it could not have', async ({ database }) => {
  const { run } = await commands(database)

  expect(await run(['workspace', 'create', '-Beta'])).toMatchObject({ code: 2, stdout: '' })
  expect(await run(['workspace', 'create', 'Beta'])).toMatchObject({ code: 2, stdout: '' })
})

test.for([
  ['import', '-'],
  ['token', 'create'],
  ['token', 'list'],
  ['status', 'job'],
])('says how to make the workspace that %s is about', async (args, { database }) => {
  const { run } = await commands(database)
  const { code, stdout, stderr } = await run([...args, '--workspace', 'nowhere'])

  expect(stderr).toContain('unsaid workspace create nowhere')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('a revoked token leaves its jobs, unless they are to be canceled, too', async ({
  database,
}) => {
  const { run } = await commands(database)
  const { db } = database
  const token = newToken()
  const id = (await storeToken(db, 'default', token, { scopes: SCOPES }))!
  const requestedBy = `token:${id}`
  const request = { type: 'source' as const, conversationId: 'nowhere', sourceId: '1' }
  const ask = { request, requestedBy }
  const singles = await acceptRedactions(db, 'default', [ask, ask, ask])
  await redactGroup(db, 'default', singles.slice(0, 1))
  const other = await acceptRedactions(db, 'default', [{ ...ask, requestedBy: 'cli' }])
  const listOf = async (dryRun: boolean) => {
    const list = await receivedList(db, [{}], { dryRun })
    await acceptList(db, 'default', list, { ...ASK, requestedBy })
    return list
  }
  const lists = [await listOf(false), await listOf(true)]
  const statesOf = async (jobs: readonly string[]) => {
    const found = new Map((await findJobs(db, 'default', jobs)).map((job) => [job.id, job.state]))
    return jobs.map((job) => found.get(job))
  }

  expect(await run(['token', 'revoke', id])).toMatchObject({ code: 0 })
  expect(await statesOf([...singles, ...lists])).toEqual(['failed', ...Array(4).fill('queued')])
  const again = await run(['token', 'revoke', id, '--cancel-jobs', '--json'])
  expect(again.code).toBe(0)
  expect(JSON.parse(again.stdout)).toEqual({ type: 'token', id, revoked: false, canceled: 4 })
  expect(await statesOf([...singles, ...lists, ...other])).toEqual([
    ...['failed', 'failed', 'failed', 'canceled', 'canceled', 'queued'],
  ])
  await redactGroup(db, 'default', singles)
  const [, canceled] = await findJobs(db, 'default', singles)
  expect(jobErrors(canceled!)).toMatchObject([
    { code: 'conflict', message: 'The job was canceled' },
  ])
  expect((await run(['token', 'revoke', 'nobody', '--cancel-jobs'])).code).toBe(1)
})
