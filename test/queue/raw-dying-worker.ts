import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { placeOf } from './raw-producer.ts'

const SCRIPT = fileURLToPath(new URL('raw-dying-worker.mjs', import.meta.url))

/** Another process takes a job, and is killed over it: for BullMQ the job stalls. */
export async function dieWithOneJob(backend: QueueBackend): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  child.stdin.end(JSON.stringify(placeOf(backend)))
  await Promise.race([once(child.stdout, 'data'), exited])
  child.kill('SIGKILL')
  const [, signal] = (await exited) as [number | null, string | null]
  if (signal !== 'SIGKILL') throw new Error('the worker died before it had a job')
}
