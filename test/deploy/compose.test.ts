import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { readCompose, readTop, type Service } from './read-compose.ts'

const compose = readCompose()
const services = Object.entries(compose.services)
const ours = services.filter(([, service]) => service.image.startsWith('unsaid:'))

test('has both servers and the three processes of ours', () => {
  expect(Object.keys(compose.services)).toEqual(['postgres', 'redis', 'migrate', 'api', 'worker'])
  expect(ours.map(([, { command }]) => command)).toEqual([['migrate'], ['api'], ['worker']])
})

test.each(services)('%s has a health check and comes back, or runs once', (_, service) => {
  const runsOnce = service.restart === 'no'
  expect(service.healthcheck === undefined).toBe(runsOnce)
  if (!runsOnce) expect(service.restart).toBe('unless-stopped')
  if (service.healthcheck) expect(service.healthcheck.test[0]).toMatch(/^CMD(-SHELL)?$/)
})

test.each(services)(
  '%s waits for services that exist, until they are well or done',
  (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      const runsOnce = compose.services[name]?.restart === 'no'
      expect(compose.services, name).toHaveProperty(name)
      expect(condition).toBe(runsOnce ? 'service_completed_successfully' : 'service_healthy')
    }
  },
)

test('the app starts after the migration, and the migration after Postgres', () => {
  const { migrate, api, worker } = compose.services
  expect(migrate?.depends_on).toHaveProperty('postgres')
  expect(api?.depends_on).toHaveProperty('migrate')
  expect(worker?.depends_on).toHaveProperty('migrate')
})

describe('secrets', () => {
  test.each(services)('of %s are declared, and read from where they are mounted', (_, service) => {
    expect(Object.keys(compose.secrets)).toEqual(
      expect.arrayContaining([...(service.secrets ?? [])]),
    )
    const files = Object.entries(service.environment ?? {}).filter(([name]) =>
      name.endsWith('_FILE'),
    )
    for (const [name, file] of files) {
      expect(
        service.secrets?.map((secret) => `/run/secrets/${secret}`),
        name,
      ).toContain(file)
    }
  })

  test('are all used, and lie in one folder', () => {
    const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets))
    expect([...used].sort()).toEqual(Object.keys(compose.secrets).sort())
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect(file).toBe(`./secrets/${name}`)
    }
  })

  test('are not in the file: no URL has a password, no variable but a _FILE is called one', () => {
    const text = readTop('docker-compose.yml').replaceAll(/^ *#.*$/gm, '')
    expect(text).not.toMatch(/:\/\/[^\s/]*@/)
    const names = services.flatMap(([, { environment = {} }]) => Object.keys(environment))
    expect(names.filter((name) => /PASSWORD|TOKEN|SECRET|KEY/.test(name))).not.toEqual([])
    expect(names.filter((name) => /(PASSWORD|TOKEN|SECRET|KEY)$/.test(name))).toEqual([])
  })

  test("the app's processes never see the owner's, nor Postgres's own", () => {
    for (const name of ['api', 'worker']) {
      expect(compose.services[name]?.secrets).not.toContain('owner_url')
      expect(compose.services[name]?.secrets).not.toContain('postgres')
    }
  })

  test('are made by the lines at the top of the file, and make a configuration', async () => {
    const folder = await makeSecrets()
    expect((await readdir(join(folder, 'secrets'))).sort()).toEqual(
      Object.keys(compose.secrets).sort(),
    )
    for (const [name, service] of ours) {
      const config = readConfig(await environmentOf(service, folder))
      expect(config.databaseUrl, name).toMatch(
        /^postgres:\/\/unsaid:[0-9a-f]{48}@postgres\/unsaid$/,
      )
      expect(config.redisUrl, name).toMatch(/^redis:\/\/unsaid:[0-9a-f]{48}@redis:6379$/)
      expect(config.pepper?.length, name).toBe(name === 'migrate' ? undefined : 48)
      const owner = name === 'migrate' ? /^postgres:\/\/unsaid_owner:/ : /^postgres:\/\/unsaid:/
      expect(config.ownerDatabaseUrl, name).toMatch(owner)
    }
  })
})

test('every variable of ours is one that the configuration reads', () => {
  const known = readTop('src/config.ts')
  for (const [name, { environment = {} }] of ours) {
    for (const variable of Object.keys(environment)) {
      expect(known, `${name}: ${variable}`).toMatch(
        new RegExp(`\\b${variable.replace(/_FILE$/, '')}\\b`),
      )
    }
  }
})

test('API and worker know people by one pepper, and keep one file of heads', () => {
  for (const name of ['api', 'worker']) {
    const service = compose.services[name]
    expect(service?.secrets, name).toContain('pepper')
    expect(service?.environment, name).toMatchObject({
      UNSAID_PEPPER_FILE: '/run/secrets/pepper',
      UNSAID_LEDGER_HEADS: '/heads/heads.ndjson',
    })
    expect(service?.volumes, name).toEqual(['heads:/heads'])
  }
  expect(readTop('Dockerfile')).toMatch(/^RUN install -d .*-o node .*\/heads$/m)
})

test.each(services)('%s has no privilege, and gets none', (_, service) => {
  expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
})

test.each(ours)('%s can write nowhere else', (_, service) => {
  expect(service).toMatchObject({ read_only: true })
})

test('servers run as users of their own: they have no right to become them', () => {
  expect(compose.services['postgres']?.user).toBe('postgres')
  expect(compose.services['redis']?.user).toBe('redis')
})

test('Redis lets in one user alone, who does our work and is no administrator', async ({
  skip,
}) => {
  const folder = await makeSecrets()
  const acl = await readFile(join(folder, 'secrets/redis_acl'), 'utf8')
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  onTestFinished(() => redis.stop())
  // The last line first: nobody may do this any more once the default user is off.
  for (const line of acl.trim().split('\n').reverse()) {
    await once(new URL(redis.url), 'ACL', 'SETUSER', ...line.split(' ').slice(1))
  }

  await expect(once(new URL(redis.url), 'PING')).rejects.toThrow('NOAUTH')
  const url = new URL((await readFile(join(folder, 'secrets/redis_url'), 'utf8')).trim())
  url.host = new URL(redis.url).host
  expect(await once(url, 'PING')).toBe('PONG')
  await expect(once(url, 'FLUSHALL')).rejects.toThrow('NOPERM')
  await expect(once(url, 'GET', 'another')).rejects.toThrow('NOPERM')
  const backend = { kind: 'redis', url: url.href } as const
  const queue = openDeliveryQueue(QUEUES.redactions, backend, createLogger('silent'))
  onTestFinished(() => queue.close())
  await queue.ready()
  await queue.deliver('default', ['job'])
  expect((await queue.backlog()).waiting).toBe(1)
})

test('Redis keeps what it was told, and throws nothing away', () => {
  const command = compose.services['redis']?.command.join(' ')
  expect(command).toContain('--appendonly yes')
  expect(command).toContain('--maxmemory-policy noeviction')
  expect(compose.services['redis']?.volumes).toEqual(['redis:/data'])
})

test('servers are named by digest, and keep their data in declared volumes', () => {
  for (const [name, { image, volumes = [] }] of services) {
    if (!image.startsWith('unsaid:')) expect(image).toMatch(/^[a-z]+:\d+@sha256:[0-9a-f]{64}$/)
    for (const volume of volumes) {
      expect(compose.volumes, name).toHaveProperty(volume.split(':')[0]!)
    }
  }
})

test('only the API is reached from outside, and only from this machine', () => {
  for (const [name, { ports = [], networks = [] }] of services) {
    expect(ports, name).toEqual(name === 'api' ? ['127.0.0.1:3000:3000'] : [])
    const open = networks.filter((network) => !compose.networks[network]?.internal)
    expect(open, name).toEqual(name === 'api' ? ['outside'] : [])
    expect(networks, name).toContain('servers')
  }
})

test("Postgres's log holds no statement, parameter or row", () => {
  expect(compose.services['postgres']?.command).toEqual(
    expect.arrayContaining(['-clog_min_error_statement=panic', '-clog_min_messages=log']),
  )
})

/** Asks one thing of a Redis. */
async function once(url: URL, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(url.href, { maxRetriesPerRequest: 0, retryStrategy: () => null })
  client.on('error', () => undefined)
  try {
    return await client.call(command, ...args)
  } finally {
    client.disconnect()
  }
}

/** Runs the lines that the file tells its reader to, up to the start of the containers. */
async function makeSecrets(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-compose-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const indented = readTop('docker-compose.yml').match(/^# {3}.*$/gm) ?? []
  const lines = indented.map((line) => line.slice(4))
  const script = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('docker ')),
  )
  expect(script.length).toBeGreaterThan(3)
  await writeFile(join(folder, 'make.sh'), script.join('\n'))
  await promisify(execFile)('sh', ['-eu', 'make.sh'], { cwd: folder })
  return folder
}

async function environmentOf({ environment = {} }: Service, folder: string) {
  const values = Object.entries(environment).map(async ([name, value]) => {
    if (!name.endsWith('_FILE')) return [name, value]
    const file = value.replace('/run', folder)
    expect((await readFile(file, 'utf8')).trim()).not.toBe('')
    return [name, file]
  })
  return Object.fromEntries(await Promise.all(values)) as Record<string, string>
}
