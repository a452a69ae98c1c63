import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test as plain } from 'vitest'
import { freePort } from '../src/database/embedded/free-port.ts'
import { environmentOf } from './cli/database-environment.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid, type Running } from './cli/run-unsaid.ts'
import { sampleConversation } from './cli/sample-conversation.ts'
import { runLine } from './cli/unsaid-on-path.ts'
import { test } from './database-test.ts'
import { tempFolder } from './database/embedded/temp-folder.ts'
import { NO_POSTGRES, postgresFolder, startCluster, type Cluster } from './postgres-on-path.ts'
import { NO_REDIS, startRedis } from './redis-server.ts'
import { switchingProxy } from './switching-proxy.ts'

const runbook = readFileSync(new URL('../docs/runbook.md', import.meta.url), 'utf8')

type Env = Record<string, string>

/** What stands in the runbook under this name. */
function block(name: string): string {
  const found = [...runbook.matchAll(/```sh name=(\S+)\n(.*?)```/gs)].find((one) => one[1] === name)
  expect(found, name).toBeDefined()
  return found![2]!
}

/** Types a block as it stands. @returns what it printed */
async function type(name: string, folder: string, env: Env): Promise<string> {
  const PATH = [postgresFolder() ?? '', '$PATH'].join(delimiter)
  const ran = await runLine(`set -eu\nPATH="${PATH}"\n${block(name)}`, folder, { env })
  expect({ name, code: ran.code, stderr: ran.stderr }).toMatchObject({ name, code: 0 })
  return ran.stdout
}

/** The settings of an installation on this cluster, with its files in this folder. */
function settings({ port, adminUrl }: Pick<Cluster, 'port' | 'adminUrl'>, folder: string): Env {
  const at = `127.0.0.1:${String(port)}/unsaid`
  return {
    ...{ ADMIN_URL: adminUrl, OWNER_PASSWORD: 'o'.repeat(24), APP_PASSWORD: 'a'.repeat(24) },
    UNSAID_OWNER_DATABASE_URL: `postgres://unsaid_owner:${'o'.repeat(24)}@${at}`,
    DATABASE_URL: `postgres://unsaid:${'a'.repeat(24)}@${at}`,
    UNSAID_PEPPER: 'a pepper for the examples of the runbook',
    UNSAID_LEDGER_HEADS: join(folder, 'heads.ndjson'),
    BACKUP: join(folder, 'backup'),
  }
}

/** A cluster of its own with roles, database and schema, as the runbook makes them. */
async function installed(programs: string): Promise<{ folder: string; env: Env }> {
  const folder = await tempFolder()
  const env = settings(await startCluster(programs), folder)
  await type('roles', folder, env)
  await type('migrate', folder, env)
  return { folder, env }
}

async function imported(env: Env): Promise<string[]> {
  const { id, part, json } = sampleConversation()
  const ran = await runUnsaid(['import', '-'], { env, input: json })
  expect(ran.stderr).toBe('')
  return ['--conversation-id', id, '--part-id', part]
}

async function redact(target: readonly string[], env: Env): Promise<unknown> {
  const { code, stdout } = await runUnsaid(['redact', ...target, '--json'], { env })
  expect(code).toBe(0)
  return (JSON.parse(stdout) as { progress: unknown }).progress
}

const addressOf = async (api: Running) =>
  /http:\/\/127\.0\.0\.1:(\d+)/.exec(await api.said('Unsaid listens at http://'))!

plain('each block of the runbook has a name, by which it is typed here', () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8')
  const names = [...runbook.matchAll(/^```sh(.*)$/gm)].map(([, name = '']) => name.slice(6))
  expect(names).not.toEqual([])
  expect(names.filter((name) => !source.includes(`'${name}'`))).toEqual([])
})

plain(
  'a backup is restored into another cluster, and what was redacted since is redacted again',
  { timeout: MANY_COMMANDS },
  async ({ skip }) => {
    const programs = postgresFolder()
    if (!programs) return skip(NO_POSTGRES)
    const { folder, env } = await installed(programs)
    const [early, late] = [await imported(env), await imported(env)]
    await redact(early, env)
    await type('backup', folder, env)
    await redact(late, env)
    await type('ledger', folder, env)

    const other = settings(await startCluster(programs), folder)
    await type('roles', folder, other)
    await type('restore', folder, other)
    const behind = await runUnsaid(['doctor'], { env: other })
    expect(behind).toMatchObject({ code: 3, stdout: expect.stringContaining('replay_needed') })

    expect(await type('replay', folder, other)).not.toContain('problem')
    for (const target of [early, late]) {
      expect(await redact(target, other)).toMatchObject({ already_redacted: 1 })
    }
  },
)

plain(
  'a dump by the owner ends with an error, and under row-level security without a message',
  { timeout: MANY_COMMANDS },
  async ({ skip }) => {
    const programs = postgresFolder()
    if (!programs) return skip(NO_POSTGRES)
    const { folder, env } = await installed(programs)
    await imported(env)
    const dump = (...args: string[]) =>
      execFileSync(join(programs, 'pg_dump'), [...args, env['UNSAID_OWNER_DATABASE_URL']!], {
        ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      })

    expect(() => dump()).toThrow('row-level security')
    const [, rows] = /COPY unsaid\.conversation_part .*\n([^]*?)\\\./.exec(
      dump('--enable-row-security'),
    )!
    expect(rows).toBe('')
    await type('backup', folder, env)
    const list = execFileSync(
      join(programs, 'pg_restore'),
      ['--data-only', '--table=conversation_part', '-f', '-', join(folder, 'backup/unsaid.dump')],
      { encoding: 'utf8' },
    )
    expect(list).toContain('4111 1111')
  },
)

plain(
  'a standby that is promoted and given the address takes the place of its primary',
  { timeout: MANY_COMMANDS },
  async ({ skip }) => {
    const programs = postgresFolder()
    if (!programs) return skip(NO_POSTGRES)
    const folder = await tempFolder()
    const primary = await startCluster(programs)
    const direct = settings(primary, folder)
    await type('roles', folder, direct)
    await type('migrate', folder, direct)
    const proxy = await switchingProxy(primary.port, folder)
    const env = settings({ port: proxy.port, adminUrl: primary.adminUrl }, folder)
    const standby = await primary.standby()
    const server = startUnsaid(['start'], { env: { ...env, PORT: '0' } })
    const [address] = await addressOf(server)
    const target = await imported(env)
    await caughtUp(primary, standby, programs)

    await primary.kill()
    const STANDBY_PORT = String(standby.port)
    const places = { STANDBY_URL: standby.adminUrl, STANDBY_PORT, SWITCH: proxy.command }
    await type('failover', folder, { ...env, ...places, API: address })
    expect(await redact(target, env)).toMatchObject({ redacted: 1 })
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  },
)

/** Waits until the standby has what the primary has now. */
async function caughtUp(primary: Cluster, standby: Cluster, programs: string): Promise<void> {
  const ask = ({ adminUrl }: Cluster, query: string) =>
    execFileSync(join(programs, 'psql'), ['-XAtc', query, adminUrl], { encoding: 'utf8' }).trim()
  const at = ask(primary, 'select pg_current_wal_lsn()')
  const reached = `select pg_last_wal_replay_lsn() >= '${at}'`
  await expect.poll(() => ask(standby, reached)).toBe('t')
}

test(
  'an API is restarted while it is called, and no call is refused',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const folder = await tempFolder()
    const env = { ...environmentOf(database), PORT: '0' }
    const old = startUnsaid(['api'], { env })
    const proxy = await switchingProxy(Number((await addressOf(old))[1]), folder)
    const calls = callOnAndOn(proxy.port)
    const NEW_PORT = String(await freePort())
    const places = { NEW_PORT, OLD: String(old.child.pid), SWITCH: proxy.command }
    const typed = type('rolling', folder, { ...env, ...places })

    expect((await old.ended).code).toBe(0)
    const { answered, refused } = await calls.stop()
    expect(refused).toEqual([])
    expect(answered).toBeGreaterThan(0)
    process.kill(Number(readFileSync(join(folder, 'api.pid'), 'utf8')), 'SIGTERM')
    await typed
  },
)

/** Calls, each on a connection of its own, one after another. */
function callOnAndOn(port: number) {
  const counts = { answered: 0, refused: [] as string[] }
  const state = { isOver: false }
  const running = (async () => {
    while (!state.isOver) {
      const status = await call(port).catch((error: unknown) => String(error))
      if (status.startsWith('HTTP/1.1 200')) counts.answered += 1
      else counts.refused.push(status)
    }
  })()
  return {
    async stop() {
      state.isOver = true
      await running
      return counts
    },
  }
}

async function call(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let reply = ''
  socket.setEncoding('utf8').on('data', (text: string) => (reply += text))
  socket.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')
  await once(socket, 'close')
  return reply.split('\r\n')[0] ?? ''
}

test(
  'what was accepted outlives a Redis that comes back empty',
  { timeout: MANY_COMMANDS },
  async ({ database, skip }) => {
    const redis = await startRedis()
    if (!redis) return skip(NO_REDIS)
    onTestFinished(() => redis.stop())
    const folder = await tempFolder()
    const env = { ...environmentOf(database), REDIS_URL: redis.url }
    const target = await imported(env)
    const accepted = await runUnsaid(['redact', ...target, '--no-wait', '--json'], { env })
    await redis.flush()
    const worker = startUnsaid(['worker'], { env })
    await worker.said('a worker takes jobs')

    const { id } = JSON.parse(accepted.stdout) as { id: string }
    expect(await type('redis', folder, { ...env, JOB: id })).toContain('redacted')
    worker.child.kill('SIGTERM')
    expect((await worker.ended).code).toBe(0)
  },
)
