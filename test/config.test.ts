import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { StartError } from '../src/failure.ts'

const URLS = {
  DATABASE_URL: 'postgres://app:secret@db/unsaid',
  UNSAID_DIRECT_DATABASE_URL: 'postgres://app:secret@direct/unsaid',
  UNSAID_OWNER_DATABASE_URL: 'postgresql://owner:secret@db/unsaid?sslmode=require',
  REDIS_URL: 'rediss://:secret@redis:6380/1',
}

describe('without any variable', () => {
  const defaults = {
    databaseUrl: undefined,
    directDatabaseUrl: undefined,
    ownerDatabaseUrl: undefined,
    redisUrl: undefined,
    dataDir: '.unsaid',
    appRole: 'unsaid_app',
    host: '127.0.0.1',
    port: 3000,
    logLevel: 'info',
    bootstrapToken: undefined,
    pepper: undefined,
    publicUrl: undefined,
    rateLimit: 10_000,
    maxPending: 1_000_000,
    maxStreams: 100,
    maxWaits: 500,
    maxBodyBytes: 33_554_432,
    maxListItems: 5_000_000,
    maxListBytes: 536_870_912,
    unknownTokens: 100,
    streamSeconds: 3_600,
    rawWorkspaces: undefined,
    lanes: Math.max(1, Math.floor(availableParallelism() / 2)),
    resultRetentionDays: 90,
    watchHour: 3,
    metricsPort: undefined,
    ledgerHeads: '.unsaid/ledger-heads.ndjson',
    traces: false,
    serveUnreplayed: false,
  }

  test('everything has its default', () => {
    expect(readConfig({})).toEqual(defaults)
  })

  test('an empty variable counts as none', () => {
    const names = [...Object.keys(URLS), 'UNSAID_DATA_DIR', 'UNSAID_APP_ROLE', 'HOST', 'PORT']
    const others = [
      'LOG_LEVEL',
      'UNSAID_BOOTSTRAP_TOKEN',
      'UNSAID_PEPPER',
      'UNSAID_PUBLIC_URL',
      'DATABASE_URL_FILE',
    ]
    const doors = [
      ...['UNSAID_RATE_LIMIT', 'UNSAID_MAX_PENDING', 'UNSAID_RAW_WORKSPACES', 'UNSAID_MAX_STREAMS'],
      ...['UNSAID_MAX_WAITS', 'UNSAID_MAX_BODY_BYTES', 'UNSAID_UNKNOWN_TOKENS'],
      ...['UNSAID_MAX_LIST_ITEMS', 'UNSAID_MAX_LIST_BYTES'],
    ]
    const all = [
      ...[...names, ...others, ...doors, 'UNSAID_METRICS_PORT'],
      ...['UNSAID_LANES', 'UNSAID_RESULT_RETENTION_DAYS', 'UNSAID_LEDGER_HEADS'],
      ...['UNSAID_SERVE_UNREPLAYED', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_SDK_DISABLED'],
    ]
    const env = Object.fromEntries(all.map((name) => [name, '']))
    expect(readConfig(env)).toEqual(defaults)
  })
})

test('every variable is taken over', () => {
  const env = {
    ...URLS,
    UNSAID_DATA_DIR: '/data',
    UNSAID_APP_ROLE: 'my_app',
    HOST: '0.0.0.0',
    PORT: '0',
    LOG_LEVEL: 'debug',
    UNSAID_BOOTSTRAP_TOKEN: 't'.repeat(32),
    UNSAID_PEPPER: 'p'.repeat(32),
    UNSAID_PUBLIC_URL: 'https://unsaid.example/base/',
    UNSAID_RATE_LIMIT: '0',
    UNSAID_MAX_PENDING: '500',
    UNSAID_MAX_STREAMS: '1',
    UNSAID_MAX_WAITS: '2',
    UNSAID_MAX_BODY_BYTES: '3',
    UNSAID_MAX_LIST_ITEMS: '4',
    UNSAID_MAX_LIST_BYTES: '5',
    UNSAID_UNKNOWN_TOKENS: '0',
    UNSAID_STREAM_SECONDS: '60',
    UNSAID_RAW_WORKSPACES: 'default,second-one',
    UNSAID_LANES: '3',
    UNSAID_RESULT_RETENTION_DAYS: '30',
    UNSAID_WATCH_HOUR: '22',
    UNSAID_METRICS_PORT: '9464',
    UNSAID_LEDGER_HEADS: '/var/heads.ndjson',
    UNSAID_SERVE_UNREPLAYED: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    OTEL_SDK_DISABLED: 'false',
  }
  expect(readConfig(env)).toEqual({
    databaseUrl: URLS.DATABASE_URL,
    directDatabaseUrl: URLS.UNSAID_DIRECT_DATABASE_URL,
    ownerDatabaseUrl: URLS.UNSAID_OWNER_DATABASE_URL,
    redisUrl: URLS.REDIS_URL,
    dataDir: '/data',
    appRole: 'my_app',
    host: '0.0.0.0',
    port: 0,
    logLevel: 'debug',
    bootstrapToken: 't'.repeat(32),
    pepper: 'p'.repeat(32),
    publicUrl: 'https://unsaid.example/base',
    rateLimit: 0,
    maxPending: 500,
    maxStreams: 1,
    maxWaits: 2,
    maxBodyBytes: 3,
    maxListItems: 4,
    maxListBytes: 5,
    unknownTokens: 0,
    streamSeconds: 60,
    rawWorkspaces: ['default', 'second-one'],
    lanes: 3,
    resultRetentionDays: 30,
    watchHour: 22,
    metricsPort: 9464,
    ledgerHeads: '/var/heads.ndjson',
    traces: true,
    serveUnreplayed: true,
  })
})

test('traces are sent once a collector is named, unless the SDK is switched off', () => {
  const OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = 'https://collector/v1/traces'
  const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT }
  expect(readConfig(env).traces).toBe(true)
  expect(readConfig({ ...env, OTEL_SDK_DISABLED: 'True' }).traces).toBe(false)
  expect(readConfig({ OTEL_SDK_DISABLED: 'false' }).traces).toBe(false)
})

test('heads of the ledger are kept beside an embedded cluster, and with a database of yours nowhere', () => {
  expect(readConfig({ UNSAID_DATA_DIR: '/data' }).ledgerHeads).toBe('/data/ledger-heads.ndjson')
  expect(readConfig({ DATABASE_URL: URLS.DATABASE_URL }).ledgerHeads).toBeUndefined()
})

test("the owner's URL is the direct one unless it is named, and that is the app's", () => {
  const { DATABASE_URL, UNSAID_DIRECT_DATABASE_URL } = URLS
  expect(readConfig({ DATABASE_URL }).ownerDatabaseUrl).toBe(DATABASE_URL)
  expect(readConfig({ DATABASE_URL, UNSAID_DIRECT_DATABASE_URL }).ownerDatabaseUrl).toBe(
    UNSAID_DIRECT_DATABASE_URL,
  )
})

test.each(['postgres://u@/db?host=/socket', 'postgres:///db?host=/socket&user=u'])(
  'a URL may name a socket in the place of a host: %s',
  (DATABASE_URL) => {
    expect(readConfig({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL)
  },
)

test("a URL of another database is refused without the app's", () => {
  const { UNSAID_DIRECT_DATABASE_URL } = URLS
  expect(problemsOf({ UNSAID_DIRECT_DATABASE_URL })).toEqual([
    'UNSAID_DIRECT_DATABASE_URL is set without DATABASE_URL: set both',
  ])
})

describe('a value that can not be used', () => {
  test('every problem is listed at once, by variable, and none quotes a value', () => {
    const env = {
      DATABASE_URL: 'mysql://app:hunter2@db/hunter2',
      UNSAID_OWNER_DATABASE_URL: 'hunter2',
      REDIS_URL: 'http://hunter2',
      UNSAID_APP_ROLE: 'Robert"; drop hunter2',
      PORT: 'hunter2',
      LOG_LEVEL: 'hunter2',
      UNSAID_BOOTSTRAP_TOKEN: 'hunter2',
      UNSAID_PEPPER: 'hunter2',
      UNSAID_PUBLIC_URL: 'hunter2',
      UNSAID_RATE_LIMIT: 'hunter2',
      UNSAID_MAX_PENDING: 'hunter2',
      UNSAID_RAW_WORKSPACES: 'Hunter2, hunter2',
      UNSAID_LANES: 'hunter2',
      UNSAID_METRICS_PORT: 'hunter2',
    }
    const lines = problemsOf(env)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(Object.keys(env))
    expect(lines.join()).not.toContain('hunter2')
  })

  test.each([
    ['PORT', ['-1', '65536', '1.5', '0x10', '1e3', ' ', 'http']],
    ['UNSAID_APP_ROLE', ['none', 'public', 'pg_monitor', '1st', 'a-b', 'a'.repeat(64)]],
    [
      'UNSAID_BOOTSTRAP_TOKEN',
      ['t'.repeat(31), ` ${'t'.repeat(32)}`, 't'.repeat(257), 'ü'.repeat(32)],
    ],
    ['UNSAID_PEPPER', ['p'.repeat(31)]],
    ['UNSAID_RATE_LIMIT', ['-1', '1.5', '1e3', '1'.repeat(10), 'many']],
    ['UNSAID_MAX_PENDING', ['-1', '1.5', '1e3', '1'.repeat(10), 'many']],
    ['UNSAID_RAW_WORKSPACES', [',', 'a,', 'a, b', 'a b', 'A', '-a', 'a'.repeat(33), 'a;b']],
    ['UNSAID_LANES', ['0', '65', '-1', '1.5', 'all']],
    ['UNSAID_STREAM_SECONDS', ['0', '86401', '-1', '1.5', 'long']],
    ['UNSAID_METRICS_PORT', ['-1', '65536', '1.5', 'http']],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', ['collector:4318', 'grpc://collector:4317']],
    ['DATABASE_URL', ['db/unsaid', 'postgres://db/unsaid?options=-c%20role%3Dpostgres']],
  ])('%s', (name, values) => {
    for (const value of values) {
      const lines = problemsOf({ [name]: value })
      expect(lines, value).not.toEqual([])
      for (const line of lines) expect(line).toMatch(new RegExp(`^${name} must `))
    }
  })

  test("an owner's URL without the app's is refused: the embedded server would be used", () => {
    const { UNSAID_OWNER_DATABASE_URL } = URLS
    expect(problemsOf({ UNSAID_OWNER_DATABASE_URL })).toEqual([
      'UNSAID_OWNER_DATABASE_URL is set without DATABASE_URL: set both',
    ])
  })
})

describe('a secret in a file', () => {
  test.each([
    ['DATABASE_URL', 'databaseUrl', URLS.DATABASE_URL],
    ['REDIS_URL', 'redisUrl', URLS.REDIS_URL],
    ['UNSAID_BOOTSTRAP_TOKEN', 'bootstrapToken', 't'.repeat(40)],
    ['UNSAID_PEPPER', 'pepper', 'p'.repeat(32)],
  ] as const)('%s_FILE is read, without the line break at its end', async (name, key, value) => {
    expect(readConfig({ [`${name}_FILE`]: await fileOf(`${value}\n`) })[key]).toBe(value)
  })

  test("the owner's URL, too", async () => {
    const file = await fileOf(URLS.UNSAID_OWNER_DATABASE_URL)
    const env = { DATABASE_URL: URLS.DATABASE_URL, UNSAID_OWNER_DATABASE_URL_FILE: file }
    expect(readConfig(env).ownerDatabaseUrl).toBe(URLS.UNSAID_OWNER_DATABASE_URL)
  })

  test('an empty variable beside it does not count', async () => {
    const file = await fileOf(URLS.REDIS_URL)
    expect(readConfig({ REDIS_URL: '', REDIS_URL_FILE: file }).redisUrl).toBe(URLS.REDIS_URL)
  })

  test('together with the variable itself it is refused', async () => {
    const file = await fileOf(URLS.REDIS_URL)
    const lines = problemsOf({ REDIS_URL: URLS.REDIS_URL, REDIS_URL_FILE: file })
    expect(lines).toEqual(['REDIS_URL and REDIS_URL_FILE are both set: keep one'])
  })

  test('a file that is missing, empty or wrong is a problem like the others', async () => {
    const lines = problemsOf({
      DATABASE_URL_FILE: '/nowhere/hunter2',
      REDIS_URL_FILE: await fileOf('\n'),
      UNSAID_BOOTSTRAP_TOKEN_FILE: await fileOf('hunter2'),
    })
    expect(lines).toEqual([
      "DATABASE_URL_FILE names a file that can't be read",
      'REDIS_URL_FILE names an empty file',
      'UNSAID_BOOTSTRAP_TOKEN must have 32 characters or more',
    ])
  })
})

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(StartError)
    return (error as StartError).message.split('\n')
  }
}

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'secret')
  await writeFile(file, text)
  return file
}
