import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { QueueBackend } from '../../src/queue/backend.ts'

/** A job as another program adds it: its name and options are its own. */
export interface RawJobToAdd {
  readonly name: string
  readonly data: unknown
  readonly opts?: { readonly jobId?: string; readonly attempts?: number }
}

export type Added = { readonly ids: readonly string[] } | { readonly refused: string }

const PRODUCER = fileURLToPath(new URL('raw-producer.mjs', import.meta.url))

/** Adds jobs from another process, which uses BullMQ and no code of ours. */
export async function addRaw(
  backend: QueueBackend,
  jobs: readonly RawJobToAdd[],
): Promise<readonly string[]> {
  const [added] = await tryToAddRaw(backend, [jobs])
  if (!added || 'refused' in added) throw new Error(`the queue refuses: ${added?.refused}`)
  return added.ids
}

/** Adds each list for itself, all from one other process. */
export async function tryToAddRaw(
  backend: QueueBackend,
  lists: readonly (readonly RawJobToAdd[])[],
): Promise<readonly Added[]> {
  const child = spawn(process.execPath, [PRODUCER], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  child.stdin.end(JSON.stringify({ name: 'redactions', lists, ...placeOf(backend) }))
  const added = (await json(child.stdout)) as Added[]
  await exited
  return added
}

/** Where the queue is, in the words of docs/doors.md. */
export function placeOf(backend: QueueBackend) {
  return backend.kind === 'redis'
    ? { url: backend.url, prefix: backend.prefix ?? '{unsaid}' }
    : { url: backend.url, schema: 'unsaid_queue' }
}
