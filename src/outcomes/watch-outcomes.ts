import { randomBytes } from 'node:crypto'
import type { Db } from '../database/connection.ts'
import { findJobs, type StoredJob } from '../jobs/find-jobs.ts'
import type { Logger } from '../logger.ts'
import { listen, type ListenOptions } from './listen.ts'

/** Learns of outcomes, whichever process they come from. */
export interface OutcomeWatch {
  /** This process's name in `job.waiter`: jobs that bear it are notified of. */
  readonly waiter: string
  /**
   * Waits for a job to end, or to be planned.
   *
   * @param milliseconds after which it gives up
   * @param isNew nobody was told of the job yet: its end will be heard of, there is nothing to see
   * @returns the job with its outcome; undefined when it has none by then
   */
  wait(
    workspace: string,
    job: string,
    milliseconds: number,
    isNew?: boolean,
  ): Promise<StoredJob | undefined>
  /** Whoever waits, now or later, is answered with undefined. */
  close(): Promise<void>
}

type Resolve = (job: StoredJob | undefined) => void

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
  const waiting = new Map<string, Map<string, Set<Resolve>>>()
  const look = oneAtATime(() => lookAtAll(db, waiting), logger)
  const listening = listen({ ...options, waiter, onNews: look }, logger)
  const timer = setInterval(() => {
    if (waiting.size > 0) look()
  }, LOOK_EVERY)
  timer.unref()
  let closed = false

  return {
    waiter,
    wait(workspace, job, milliseconds, isNew = false) {
      if (closed) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        const done: Resolve = (stored) => {
          clearTimeout(late)
          forget(waiting, workspace, job, done)
          resolve(stored)
        }
        const late = setTimeout(done, milliseconds, undefined)
        remember(waiting, workspace, job, done)
        if (!isNew) look()
      })
    },
    async close() {
      closed = true
      clearInterval(timer)
      for (const jobs of [...waiting.values()]) {
        for (const waits of [...jobs.values()]) waits.forEach((done) => done(undefined))
      }
      await listening.close()
    },
  }
}

/** Ended, or planned and waiting for its run. */
function isSettled({ finished_at, state }: StoredJob): boolean {
  return finished_at !== null || state === 'ready'
}

async function lookAtAll(db: Db, waiting: Map<string, Map<string, Set<Resolve>>>): Promise<void> {
  for (const [workspace, jobs] of [...waiting]) {
    for (const job of await findJobs(db, workspace, [...jobs.keys()])) {
      if (!isSettled(job)) continue
      for (const done of [...(jobs.get(job.id) ?? [])]) done(job)
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

function remember(
  waiting: Map<string, Map<string, Set<Resolve>>>,
  workspace: string,
  job: string,
  done: Resolve,
): void {
  const jobs = waiting.get(workspace) ?? new Map<string, Set<Resolve>>()
  const waits = jobs.get(job) ?? new Set<Resolve>()
  waiting.set(workspace, jobs.set(job, waits.add(done)))
}

function forget(
  waiting: Map<string, Map<string, Set<Resolve>>>,
  workspace: string,
  job: string,
  done: Resolve,
): void {
  const jobs = waiting.get(workspace)
  const waits = jobs?.get(job)
  waits?.delete(done)
  if (waits?.size === 0) jobs?.delete(job)
  if (jobs?.size === 0) waiting.delete(workspace)
}
