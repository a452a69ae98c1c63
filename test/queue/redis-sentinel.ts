import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { findBinary, GUARD } from '../redis-server.ts'
import { freePort } from '../../src/database/embedded/free-port.ts'

/** Starts a sentinel that decides alone, and soon. @returns its port, when it knows its master */
export async function startSentinel(name: string, masterPort: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-sentinel-'))
  const port = await freePort()
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${masterPort} 1`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
  ]
  const file = join(folder, 'sentinel.conf')
  await writeFile(file, settings.join('\n'))
  const guard = fork(GUARD, [findBinary() ?? '', folder, file, '--sentinel'], {
    ...{ detached: true, execArgv: [] },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(async () => {
    const exited = once(guard, 'exit')
    guard.send('end')
    await exited
    await rm(folder, { recursive: true, force: true })
  })
  await once(guard, 'message')
  const client = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
  })
  client.on('error', () => {}) // refused until it listens; retried
  await client.call('sentinel', 'master', name)
  client.disconnect()
  return port
}

/** Waits until the sentinel knows as many replicas of its master as there are to fail over to. */
export async function knowsReplicas(port: number, name: string): Promise<number> {
  const client = new Redis(port, '127.0.0.1')
  try {
    return ((await client.call('sentinel', 'replicas', name)) as unknown[]).length
  } finally {
    client.disconnect()
  }
}
