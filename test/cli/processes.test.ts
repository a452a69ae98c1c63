import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { expect } from 'vitest'
import { readPostmaster } from '../../src/database/embedded/postmaster-file.ts'
import { test } from '../database-test.ts'
import { tempDataDir } from '../database/embedded/temp-folder.ts'
import { environmentOf } from './database-environment.ts'
import { freezableProxy } from './freezable-proxy.ts'
import { runUnsaid, startUnsaid, type Running } from './run-unsaid.ts'

async function addressOf(server: Running): Promise<string> {
  const said = await server.said('Unsaid listens at http://127.0.0.1:')
  return /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
}

test.for(['SIGINT', 'SIGTERM'] as const)(
  'start stops in order at %s, with the embedded server it started',
  async (signal) => {
    const dataDir = await tempDataDir()
    const server = startUnsaid(['start'], { env: { UNSAID_DATA_DIR: dataDir, PORT: '0' } })
    const address = await addressOf(server)
    expect((await fetch(`${address}/readyz`)).status).toBe(200)
    expect((await readPostmaster(join(dataDir, 'postgres')))?.genuine).toBe(true)

    server.child.kill(signal)
    const { code, stdout, stderr } = await server.ended
    expect(stderr).toContain('stopping: what runs is finished first')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect((await readPostmaster(join(dataDir, 'postgres')))?.genuine).not.toBe(true)
    await expect(fetch(address)).rejects.toThrow()
  },
)

test('a second start on a data folder says that the port is taken, and leaves the first alone', async () => {
  const env = { UNSAID_DATA_DIR: await tempDataDir(), PORT: '0' }
  const first = startUnsaid(['start'], { env })
  const address = await addressOf(first)
  const second = await runUnsaid(['start'], { env: { ...env, PORT: new URL(address).port } })

  expect(second.stderr).toContain(`${new URL(address).host} is in use: set PORT`)
  expect(second).toMatchObject({ code: 3, stdout: '' })
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(0)
})

test('start makes the token of UNSAID_BOOTSTRAP_TOKEN, once', async ({ database }) => {
  const token = randomBytes(24).toString('hex')
  const env = { ...environmentOf(database), PORT: '0', UNSAID_BOOTSTRAP_TOKEN: token }
  for (const _ of [1, 2]) {
    const server = startUnsaid(['start'], { env })
    const reply = await fetch(`${await addressOf(server)}/jobs/status/unknown`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(reply.status).toBe(404)
    server.child.kill('SIGTERM')
    const { code, stdout, stderr } = await server.ended
    expect({ code, leaked: (stdout + stderr).includes(token) }).toEqual({ code: 0, leaked: false })
  }
  const { stdout } = await runUnsaid(['token', 'list', '--json'], { env: environmentOf(database) })
  expect(JSON.parse(stdout).data).toHaveLength(1)
})

test('a token of UNSAID_BOOTSTRAP_TOKEN that anybody could guess is refused', async ({
  database,
}) => {
  const env = { ...environmentOf(database), PORT: '0', UNSAID_BOOTSTRAP_TOKEN: 't'.repeat(32) }
  const { code, stderr } = await runUnsaid(['start'], { env })
  expect(code).toBe(3)
  expect(stderr).toContain('UNSAID_BOOTSTRAP_TOKEN can be guessed')
  expect(stderr).not.toContain('tttt')
})

test('a worker whose Redis is away says so, and waits for it', async ({ database }) => {
  const env = { ...environmentOf(database), REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' }
  const worker = startUnsaid(['worker'], { env })

  expect(await worker.said('keeps trying')).toContain("the queue on redis can't be reached yet")
})

test('a second signal ends a process that can not stop in order', async ({ database }) => {
  const proxy = await freezableProxy(Number(new URL(database.url).port))
  const url = new URL(database.url)
  url.port = String(proxy.port)
  const worker = startUnsaid(['worker'], {
    env: { ...environmentOf(database), DATABASE_URL: url.href },
  })
  await worker.said('takes jobs')
  proxy.freeze()
  worker.child.kill('SIGINT')
  await worker.said('stopping')

  const repeat = new AbortController()
  void worker.ended.then(() => repeat.abort())
  const beats = setInterval(100, undefined, { signal: repeat.signal })
  await expect(
    (async () => {
      for await (const _ of beats) worker.child.kill('SIGINT')
    })(),
  ).rejects.toThrow('aborted')
  expect((await worker.ended).code).toBe(130)
})

test('a command that is interrupted stops the embedded server it was starting', async () => {
  const dataDir = await tempDataDir()
  const env = { UNSAID_DATA_DIR: dataDir }
  const command = startUnsaid(['import', '-'], { env, input: { open: true } })
  await command.said('made a Postgres cluster')
  command.child.kill('SIGINT')

  expect(await command.ended).toMatchObject({
    code: 130,
    stdout: '',
    stderr: expect.stringContaining('stopped by SIGINT; what was accepted or committed stays'),
  })
  expect((await readPostmaster(join(dataDir, 'postgres')))?.genuine).not.toBe(true)
})
