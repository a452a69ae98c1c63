import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { Redis } from 'ioredis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { NO_REDIS, redisUrl, startRedis, type RedisServer } from '../redis-server.ts'
import { whenClosed } from '../when-closed.ts'

const installed = await startRedis()
await installed?.stop()
const options = installed ? {} : { skip: true, meta: { skipReason: NO_REDIS } }

async function start(): Promise<RedisServer> {
  const server = await startRedis()
  if (!server) throw new Error(NO_REDIS)
  onTestFinished(() => server.stop())
  return server
}

async function asking<T>(server: RedisServer, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(server.url)
  try {
    return await ask(client)
  } finally {
    client.disconnect()
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a Redis of one test', options, () => {
  test('is set up as the queue needs it', async () => {
    const server = await start()
    const settings = await asking(server, (client) =>
      client.config('GET', 'appendonly', 'appendfsync', 'maxmemory-policy', 'save', 'bind'),
    )
    expect(settings).toEqual(
      expect.arrayContaining([
        'appendonly',
        'yes',
        'everysec',
        'noeviction',
        'save',
        '',
        '127.0.0.1',
      ]),
    )
  })

  test('forgets everything when flushed', async () => {
    const server = await start()
    await asking(server, (client) => client.set('key', 'value'))
    await server.flush()
    expect(await asking(server, (client) => client.dbsize())).toBe(0)
  })

  test('keeps its data, folder and port over a kill and a restart', async () => {
    const server = await start()
    const { url, folder, pid } = server
    await asking(server, (client) => client.set('key', 'value'))

    await server.kill()
    expect(isAlive(pid!)).toBe(false)
    expect(server.pid).toBeUndefined()
    await server.restart()

    expect(server).toMatchObject({ url, folder })
    expect(server.pid).not.toBe(pid)
    expect(await asking(server, (client) => client.get('key'))).toBe('value')
  })

  test('leaves no process and no folder when stopped', async () => {
    const server = await start()
    const { pid, folder } = server
    await server.stop()
    expect(isAlive(pid!)).toBe(false)
    expect(existsSync(folder)).toBe(false)
  })

  test('gets a port of its own beside ten others', async () => {
    const servers = await Promise.all(Array.from({ length: 10 }, start))
    expect(new Set(servers.map(({ url }) => url)).size).toBe(10)
  })

  test('does not outlive a test process that is killed', async () => {
    const script = `
      const { startRedis } = await import('./test/redis-server.ts')
      const { url, pid } = await startRedis()
      console.log(new URL(url).port)
      setInterval(() => {}, 1000)
    `
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [port] = await once(child.stdout, 'data')
    const connection = connect(Number(port), '127.0.0.1').resume()
    await once(connection, 'connect')
    const closed = whenClosed(connection)

    child.kill('SIGKILL')
    await closed
  })
})

test('the suite learns the address that the global setup chose', () => {
  expect(redisUrl()).toBe(inject('redisUrl'))
  if (installed) expect(redisUrl()).toMatch(/^rediss?:/)
})
