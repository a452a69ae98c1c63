import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished, expect } from 'vitest'
import { test } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { startRedis } from '../redis-server.ts'

/** A program as its author writes it: it ends by itself, and says so last. */
const PROGRAM = `
  const { openUnsaid } = await import('./src/library/open-unsaid.ts')
  const unsaid = await openUnsaid()
  const { id } = await unsaid.redact({ type: 'source', conversation_id: 1, source_id: 2 })
  const waiting = unsaid.wait(id)
  await unsaid.wait(id, { timeout: 20 })
  await unsaid.close()
  await waiting.catch(() => undefined)
  console.log('closed')
`

describeBackends('a program that closed the library', (kind) => {
  test('ends by itself', async ({ database }) => {
    const redis = kind === 'redis' ? await startRedis() : undefined
    onTestFinished(() => redis?.stop())
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', PROGRAM],
      {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database.url,
          ...(redis && { REDIS_URL: redis.url }),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
    }
    expect(await once(child, 'close')).toEqual([0, null])
    expect(said.join('')).toBe('closed\n')
  })
})
