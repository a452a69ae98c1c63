import { randomBytes } from 'node:crypto'
import type { Db } from '../database/connection.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import type { Logger } from '../logger.ts'
import { findSettled } from './find-settled.ts'
import { listen, type ListenOptions } from './listen.ts'
import { createWaiting, type Read, type Waiting } from './waiting.ts'

/** Learns of outcomes, whichever process they come from. */
export interface OutcomeWatch {
  /** This process's name in `job.waiter`: jobs that bear it are notified of. */
  readonly waiter: string
  /**
   * Waits for a job to end, or to be planned.
   *
   * @param milliseconds after which it gives up
   * @returns the job with its outcome; undefined when it has none by then
   */
  wait(workspace: string, job: string, milliseconds: number): Promise<StoredJob | undefined>
  /**
   * The same for a job that nobody was told of yet: its end will be heard of, there is nothing to
   * see. Who waits alone has something read in the same round trip as the outcome.
   *
   * @param read asks for all of its statements at once
   * @returns `read`: as it was with the outcome there; undefined when others waited, too
   */
  waitAndRead<T>(
    workspace: string,
    job: string,
    milliseconds: number,
    read: Read<T>,
  ): Promise<{ readonly job: StoredJob; readonly read: T | undefined } | undefined>
  /** Whoever waits, now or later, is answered with undefined. */
  close(): Promise<void>
}

/** Milliseconds between looks while anyone waits: notifications can be lost with their connection. */
const LOOK_EVERY = 250

/**
 * One LISTEN connection and one table of who waits for what. On a notification, on a reconnect and
 * every 250 ms while anyone waits, all waiting jobs are read with one statement per workspace.
 */
export function watchOutcomes(
  db: Db,
  options: Omit<ListenOptions, 'waiter' | 'onNews'>,
  logger: Logger,
): OutcomeWatch {
  const waiter = randomBytes(8).toString('hex')
  const waiting = createWaiting()
  const look = oneAtATime(() => lookAtAll(db, waiting), logger)
  const listening = listen({ ...options, waiter, onNews: look }, logger)
  const timer = setInterval(() => {
    if (waiting.workspaces().length > 0) look()
  }, LOOK_EVERY)
  timer.unref()
  let closed = false

  return {
    waiter,
    async wait(workspace, job, milliseconds) {
      if (closed) return undefined
      const settled = waiting.wait(workspace, job, milliseconds)
      look()
      return (await settled)?.job
    },
    async waitAndRead<T>(workspace: string, job: string, milliseconds: number, read: Read<T>) {
      if (closed) return undefined
      const settled = await waiting.wait(workspace, job, milliseconds, read)
      // Of two who wait for one job, one's wish was read.
      const own = settled?.read?.by === read ? (settled.read.value as T) : undefined
      return settled && { job: settled.job, read: own }
    },
    async close() {
      closed = true
      clearInterval(timer)
      for (const [, jobs] of waiting.workspaces()) {
        for (const waits of [...jobs.values()]) for (const one of [...waits]) one.tell(undefined)
      }
      await listening.close()
    },
  }
}

async function lookAtAll(db: Db, waiting: Waiting): Promise<void> {
  for (const [workspace, jobs] of waiting.workspaces()) {
    for (const settled of await findSettled(db, workspace, jobs)) {
      for (const one of [...(jobs.get(settled.job.id) ?? [])]) one.tell(settled)
    }
  }
}

/** While a look runs, news asks for one more look after it, however often it comes. */
function oneAtATime(look: () => Promise<void>, logger: Logger): () => void {
  const state = { running: false, again: false }
  const run = async () => {
    state.running = true
    while (state.again) {
      state.again = false
      await look().catch((err: unknown) => {
        logger.debug({ err }, 'could not look for outcomes')
      })
    }
    state.running = false
  }
  return () => {
    state.again = true
    if (!state.running) void run()
  }
}
