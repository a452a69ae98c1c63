import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { certificateFiles, NO_OPENSSL } from '../certificate-files.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid, startUnsaid } from '../cli/run-unsaid.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { freePort } from '../../src/database/embedded/free-port.ts'
import { startSentinel } from './redis-sentinel.ts'

async function openServer(settings: Record<string, string>, skip: (why: string) => void) {
  const server = await startRedis({ settings })
  if (!server) return skip(NO_REDIS)
  onTestFinished(() => server.stop())
  return server
}

/** How `unsaid start` refuses this Redis: in one sentence of its log, with exit code 3. */
async function refusal(database: TestDatabase, redisUrl: string): Promise<string> {
  const env = { ...environmentOf(database), PORT: '0', REDIS_URL: redisUrl }
  const { code, stderr } = await runUnsaid(['start'], { env })
  expect(code).toBe(3)
  return (JSON.parse(stderr) as { msg: string }).msg
}

const portOf = (url: string) => new URL(url).port

test('a node of a cluster, named as if it were alone, is refused with the right form', async ({
  database,
  skip,
}) => {
  const node = await openServer({ 'cluster-enabled': 'yes' }, skip)
  if (!node) return
  expect(await refusal(database, node.url)).toBe(
    'unsaid: this is a node of a Redis Cluster (REDIS_URL): set REDIS_URL to redis+cluster://HOST:PORT,HOST:PORT',
  )
})

test('one server, named as a cluster, is refused with the right form', async ({
  database,
  skip,
}) => {
  const server = await openServer({}, skip)
  if (!server) return
  expect(await refusal(database, `redis+cluster://127.0.0.1:${portOf(server.url)}`)).toContain(
    'this Redis is no cluster (REDIS_URL): set REDIS_URL to redis://HOST:PORT',
  )
})

test('a Sentinel is refused with the right form, and so is a master that it does not know', async ({
  database,
  skip,
}) => {
  const server = await openServer({}, skip)
  if (!server) return
  const port = await startSentinel('main', portOf(server.url))
  expect(await refusal(database, `redis://127.0.0.1:${port}`)).toContain(
    'this is a Sentinel, which keeps no queue (REDIS_URL): set REDIS_URL to redis+sentinel://',
  )
  expect(await refusal(database, `redis+sentinel://127.0.0.1:${port}/other`)).toContain(
    'the sentinels know no master of this name',
  )
})

test.for([
  ['a password that is missing', 'redis://', 'asks for a password (NOAUTH)'],
  ['a password that is wrong', 'redis://:wrong@', 'refuses user or password (WRONGPASS)'],
  ['a user without the right to write', 'redis://reader:pw@', 'forbids'],
  ['a user without the right to our keys', 'redis://other:pw@', 'forbids'],
] as const)('%s is refused', async ([, login, told], { database, skip }) => {
  const server = await openServer({}, skip)
  if (!server) return
  const redis = new Redis(server.url)
  await redis.acl('SETUSER', 'reader', 'on', '>pw', '~*', '+@read', '+@connection')
  await redis.acl('SETUSER', 'other', 'on', '>pw', '~other:*', '+@all')
  await redis.config('SET', 'requirepass', 'secret')
  redis.disconnect()

  const sentence = await refusal(database, `${login}127.0.0.1:${portOf(server.url)}`)
  expect(sentence).toContain(told)
  expect(sentence).not.toContain('\n')
})

/** A user with the rights that `docs/operations.md` names. */
async function allow(url: string): Promise<void> {
  const redis = new Redis(url)
  const rights = ['~{unsaid}:*', '+@all', '-@admin', '-@dangerous']
  await redis.call('acl', 'setuser', 'unsaid', 'on', '>pw', ...rights)
  redis.disconnect()
}

/** A worker takes a request there to its end, and doctor is content. */
async function works(database: TestDatabase, env: Record<string, string>): Promise<void> {
  const worker = startUnsaid(['worker'], { env })
  await worker.said('takes jobs from the queue on redis')
  const { redactPart } = await storeConversation(database)
  const { conversation_id: id, conversation_part_id: part } = redactPart
  const target = ['--conversation-id', String(id), '--part-id', String(part)]
  const { code, stdout } = await runUnsaid(['redact', ...target], { env })
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('redacted') })

  worker.child.kill('SIGTERM')
  const ended = await worker.ended
  expect(ended.code).toBe(0)
  expect(ended.stderr).not.toMatch(/INFO|"refusal"/)
  const doctor = await runUnsaid(['doctor'], { env })
  expect(doctor.stdout).toMatch(/^ok {7}queue: on redis/m)
}

test('a user without INFO works all the same', async ({ database, skip }) => {
  const server = await openServer({}, skip)
  if (!server) return
  await allow(server.url)
  const url = `redis://unsaid:pw@127.0.0.1:${portOf(server.url)}`
  await works(database, { ...environmentOf(database), REDIS_URL: url })
})

test('TLS with an ACL works with the CA, and is refused without', async ({ database, skip }) => {
  const made = await certificateFiles()
  if (!made) return skip(NO_OPENSSL)
  const { key, cert } = made
  const port = String(await freePort())
  const files = { 'tls-cert-file': cert, 'tls-key-file': key, 'tls-auth-clients': 'no' }
  const server = await openServer({ 'tls-port': port, ...files }, skip)
  if (!server) return
  await allow(server.url)
  const url = `rediss://unsaid:pw@127.0.0.1:${port}`

  expect(await refusal(database, url)).toBe(
    "unsaid: Redis's certificate can't be verified (REDIS_URL): name its CA by NODE_EXTRA_CA_CERTS",
  )
  await works(database, {
    ...{ ...environmentOf(database), REDIS_URL: url, NODE_EXTRA_CA_CERTS: cert },
  })
})
