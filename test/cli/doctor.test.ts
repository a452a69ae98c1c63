import { Queue } from 'bullmq'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Check } from '../../src/cli/doctor/check.ts'
import { judgeClock } from '../../src/cli/doctor/check-clock.ts'
import { judgeLogging } from '../../src/cli/doctor/check-logging.ts'
import { judgePersistence, judgePolicy } from '../../src/cli/doctor/check-queue.ts'
import { claimPepper, pepperOf } from '../../src/database/pepper.ts'
import { createLeadership } from '../../workers/rounds/leadership.ts'
import { newQueue } from '../../src/queue/backend.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'

interface Told {
  readonly code: number | null
  readonly usable: boolean
  readonly of: (check: string) => Check | undefined
}

async function doctor(database: TestDatabase, env: Record<string, string> = {}): Promise<Told> {
  const settings = { ...environmentOf(database), ...env }
  const { code, stdout } = await runUnsaid(['doctor', '--json'], { env: settings })
  const { usable, checks } = JSON.parse(stdout) as { usable: boolean; checks: Check[] }
  return { code, usable, of: (check) => checks.find((one) => one.check === check) }
}

test('finds nothing to stop for where everything is in place', async ({ database }) => {
  const told = await doctor(database)

  for (const check of ['database', 'role', 'schema', 'queue', 'clock', 'wakeups', 'raw jobs']) {
    expect(told.of(check)?.state, check).toBe('ok')
  }
  expect(told.of('tokens')).toMatchObject({
    state: 'warning',
    cure: expect.stringContaining('token create'),
  })
  expect(told).toMatchObject({ code: 0, usable: true })
})

test('says each check in one line, with its cure', async ({ database }) => {
  const { stdout, stderr } = await runUnsaid(['doctor'], { env: environmentOf(database) })

  const lines = stdout.trimEnd().split('\n')
  expect(lines.filter((line) => !/^(?:ok|warning|problem) +[a-z_ ]+: \S/.test(line))).toEqual([])
  expect(lines.filter((line) => line.startsWith('warning') && !line.includes('; '))).toEqual([])
  expect(stderr).toBe('')
})

test.for([
  ['no server', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'database'],
  ['no such role', { UNSAID_APP_ROLE: 'nobody_made_this' }, 'role'],
  ['a queue that is away', { REDIS_URL: 'redis://127.0.0.1:1' }, 'queue'],
] as const)('calls %s a problem', async ([, env, check], { database }) => {
  const told = await doctor(database, env)

  expect(told.of(check)).toMatchObject({ state: 'problem', cure: expect.any(String) })
  expect(told).toMatchObject({ code: 3, usable: false })
})

test('tells whether people can be kept out, and claims no pepper', async ({ database }) => {
  expect((await doctor(database)).of('pepper')).toMatchObject({
    state: 'warning',
    cure: expect.stringContaining('UNSAID_PEPPER'),
  })
  const given = await doctor(database, { UNSAID_PEPPER: 'p'.repeat(32) })
  expect(given.of('pepper')).toMatchObject({
    state: 'ok',
    message: expect.stringContaining('first'),
  })
  await claimPepper(database.db, pepperOf('q'.repeat(32)))
  const other = await doctor(database, { UNSAID_PEPPER: 'p'.repeat(32) })
  expect(other.of('pepper')?.state).toBe('problem')
  expect(other.code).toBe(3)
  await sql`truncate pepper_check`.execute(database.admin)
})

test('calls a role that sees everything a problem', async ({ database }) => {
  const told = await doctor(database, { UNSAID_APP_ROLE: 'unsaid_owner' })

  expect(told.of('role')?.state).toBe('problem')
  expect(told.code).toBe(3)
})

test('calls a schema that is missing a problem', { timeout: MANY_COMMANDS }, async () => {
  const { database, close } = await createTestDatabase()
  await sql`drop schema unsaid cascade`.execute(database.admin)
  const told = await doctor(database)
  await close()

  expect(told.of('schema')).toMatchObject({ state: 'problem', cure: 'run `unsaid migrate` first' })
  expect(told.code).toBe(3)
})

test(
  'counts jobs that no dispatcher delivers',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { id, part, json } = sampleConversation()
    const env = environmentOf(database)
    await runUnsaid(['import', '-'], { env, input: json })
    const target = ['--conversation-id', id, '--part-id', part]
    await runUnsaid(['redact', ...target, '--no-wait'], { env })
    await sql`update unsaid.wakeup set due_at = now() - interval '1 hour'`.execute(database.admin)

    expect((await doctor(database)).of('wakeups')).toMatchObject({
      state: 'warning',
      message: 'overdue by more than a minute: 1',
    })
  },
)

test('names raw workspaces that do not exist', async ({ database }) => {
  const told = await doctor(database, { UNSAID_RAW_WORKSPACES: 'default,nowhere' })

  expect(told.of('raw jobs')).toMatchObject({
    state: 'warning',
    message: expect.stringContaining(': nowhere'),
  })
})

test('reads the policy and the persistence of Redis', async ({ database, skip }) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  const told = await doctor(database, { REDIS_URL: redis.url })
  await redis.stop()

  expect(told.of('queue')?.message).toBe('on redis; deliveries that wait: 0')
  expect(told.of('redis policy')?.state).toBe('ok')
  expect(told.of('redis persistence')?.state).toBe('ok')
})

test('names raw jobs where no worker looks, and a queue that is paused', async ({
  database,
  skip,
}) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  const connection = { url: redis.url }
  const [ours, other] = [
    new Queue('redactions', { connection, prefix: '{unsaid}' }),
    new Queue('redactions', { connection }),
  ]
  await ours.pause()
  await other.add('redact', {})
  const told = await doctor(database, { REDIS_URL: redis.url })
  await Promise.all([ours.close(), other.close()])
  await redis.stop()

  expect(told.of('paused')?.message).toContain('the queue redactions is paused')
  expect(told.of('raw prefix')?.message).toContain('1 jobs wait under the prefix bull')
  expect(told.of('unreadable jobs')?.state).toBe('ok')
})

test('names a queue on Postgres that is paused', async () => {
  const { database, close } = await createTestDatabase()
  const queue = newQueue('redactions', database.backend('postgres'), {})
  await (queue as unknown as Queue).pause()
  await queue.close()
  const told = await doctor(database)
  await close()
  expect(told.of('paused')?.message).toContain('the queue redactions is paused')
})

test('tells whether a process delivers again what is lost', async () => {
  const { database, close } = await createTestDatabase()
  expect((await doctor(database)).of('dispatcher')).toMatchObject({
    state: 'warning',
    cure: expect.stringContaining('unsaid worker'),
  })
  const leadership = createLeadership(database.db)
  expect(await leadership.hold()).toBe(true)
  expect((await doctor(database)).of('dispatcher')?.state).toBe('ok')
  await leadership.close()
  await close()
})

describe('judges', () => {
  test.for([
    ['noeviction', 'ok'],
    ['allkeys-lru', 'problem'],
    ['volatile-ttl', 'problem'],
    [undefined, 'warning'],
  ] as const)('the policy %s of Redis: %s', ([policy, state]) => {
    expect(judgePolicy(policy).state).toBe(state)
  })

  test.for([
    ['1', '', 'ok'],
    ['0', '', 'warning'],
    ['0', '3600 1', 'warning'],
    ['0', undefined, 'warning'],
  ] as const)('append-only %s with snapshots "%s": %s', ([aof, save, state]) => {
    expect(judgePersistence(new Map([['aof_enabled', aof]]), save).state).toBe(state)
  })

  test.for([
    [1_000, 'ok'],
    [2_050, 'ok'],
    [-100, 'warning'],
    [3_100, 'warning'],
  ] as const)('a database clock at %i between 1000 and 1100: %s', ([at, state]) => {
    expect(judgeClock(at, 1_000, 1_100).state).toBe(state)
  })

  const QUIET = {
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_min_duration_sample: '-1',
    log_transaction_sample_rate: '0',
    log_parameter_max_length: '-1',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  }
  const leaks = (change: Record<string, string>) =>
    judgeLogging(new Map(Object.entries({ ...QUIET, ...change }))).flatMap(({ check, state }) =>
      state === 'warning' ? [check] : [],
    )

  test.for([
    ['log_statement', 'all'],
    ['log_statement', 'mod'],
    ['log_min_duration_statement', '0'],
    ['log_min_duration_sample', '250'],
    ['log_transaction_sample_rate', '0.5'],
    ['log_parameter_max_length_on_error', '-1'],
    ['log_error_verbosity', 'default'],
    ['log_min_error_statement', 'error'],
  ] as const)('%s = %s: it can carry text into the log', ([setting, value]) => {
    expect(leaks({ [setting]: value })).toEqual([setting])
  })

  test('logged statements without their parameters: no text', () => {
    expect(leaks({})).toEqual([])
    expect(leaks({ log_statement: 'all', log_parameter_max_length: '0' })).toEqual([])
    expect(leaks({ log_statement: 'ddl' })).toEqual([])
  })
})
