import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import type { CertificateFiles } from '../certificate-files.ts'
import { findBinary, GUARD } from '../redis-server.ts'
import { freePort } from '../../src/database/embedded/free-port.ts'
import { tlsSettings, trusting } from './redis-tls.ts'

/**
 * Starts a sentinel that decides alone, and soon.
 *
 * @param files with them it, its master and its replicas speak TLS
 * @returns its port, when it knows its master
 */
export async function startSentinel(
  name: string,
  masterPort: string,
  files?: CertificateFiles,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-sentinel-'))
  const port = await freePort()
  const settings = [
    ...(files ? tlsLines(port, files) : [`port ${port}`]),
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
    ...(files && { tls: await trusting(files) }),
  })
  client.on('error', () => {}) // refused until it listens; retried
  await client.call('sentinel', 'master', name)
  client.disconnect()
  return port
}

const tlsLines = (port: number, files: CertificateFiles) => [
  'port 0',
  `tls-port ${port}`,
  ...Object.entries(tlsSettings(files)).map(([setting, value]) => `${setting} ${value}`),
]

/** How many replicas of its master the sentinel knows to fail over to. */
export async function knowsReplicas(
  port: number,
  name: string,
  files?: CertificateFiles,
): Promise<number> {
  const tls = files && (await trusting(files))
  const client = new Redis(port, '127.0.0.1', { ...(tls && { tls }) })
  try {
    return ((await client.call('sentinel', 'replicas', name)) as unknown[]).length
  } finally {
    client.disconnect()
  }
}
