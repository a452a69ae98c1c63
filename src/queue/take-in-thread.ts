import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JobEnd, JobTaker, Receiver, TakeOptions } from './take-jobs.ts'
import type { FromThread, ToThread } from './thread-messages.ts'
import { createTurnBatch } from './turn-batch.ts'

/**
 * Takes jobs from a queue like `takeJobs`, but in a thread of its own: for a single job BullMQ and
 * its connection are most of a worker's work in Node (measured), and however busy this thread is,
 * locks are renewed there. What that thread dies of is thrown here, caught by nobody.
 */
export function takeInThread(options: TakeOptions, { end, onError }: Receiver): JobTaker {
  const thread = openThread(options)
  const tell = (message: ToThread) => {
    thread.postMessage(message)
  }
  const answer = createTurnBatch<readonly [number, JobEnd]>((jobs) => {
    tell({ kind: 'ended', jobs })
  })
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'error') onError(message.error)
    if (message.kind !== 'taken') return
    for (const [ticket, job] of message.jobs) {
      void end(job).then((ended) => {
        answer([ticket, ended])
      })
    }
  })
  const [ready, closed] = [once(thread, 'ready'), once(thread, 'closed')]
  return {
    ready: () => ready,
    async close(deadline) {
      tell({ kind: 'close', deadline })
      await closed
      await thread.terminate()
    },
  }
}

function once(thread: Worker, kind: FromThread['kind']): Promise<void> {
  return new Promise((resolve) => {
    thread.on('message', (message: FromThread) => {
      if (message.kind === kind) resolve()
    })
  })
}

/** Megabytes. Hundreds of jobs are in hand; a smaller space copies them again and again (measured). */
const YOUNG_GENERATION = 96

function openThread(workerData: TakeOptions): Worker {
  const extension = extname(import.meta.filename)
  const file = new URL(`intake-thread${extension}`, import.meta.url)
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION }
  return extension === '.js'
    ? new Worker(file, { workerData, resourceLimits })
    : new Worker(loaderOf(file), { workerData, resourceLimits, execArgv: [], eval: true })
}

/** For tests, and where nothing can be built, which run from source: Node 20 gives tsx to no thread. */
function loaderOf(source: URL): string {
  const [tsx, file] = [import.meta.resolve('tsx/esm/api'), source.href].map((url) =>
    JSON.stringify(url),
  )
  return `import(${tsx}).then(({ register }) => { register(); return import(${file}) })`
}
