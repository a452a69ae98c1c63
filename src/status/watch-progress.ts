import type { Db } from '../database/connection.ts'
import { findJobs, type StoredJob } from '../jobs/find-jobs.ts'
import type { JobWait } from '../bulk/job-wait.ts'
import { findLists, type StoredList } from '../bulk/find-lists.ts'
import { findWaits } from '../bulk/find-waits.ts'
import type { Logger } from '../logger.ts'
import { openMailbox, type Mailbox } from './mailbox.ts'

/** How a job stands, as it is stored. */
export interface Standing {
  readonly job: StoredJob
  /** Absent for a single redaction. */
  readonly list: StoredList | undefined
  /** Absent while it is worked on, and when it has ended. */
  readonly wait: JobWait | undefined
}

/** Looks after jobs for all who want to know, and reads each once for all of them. */
export interface ProgressWatch {
  /**
   * How a job stands, from now on, every second; who reads slowly gets the newest. Ends when the
   * job is gone, when it is stopped, and when the watch is closed.
   */
  follow(workspace: string, job: string, stopped: AbortSignal): AsyncIterable<Standing>
  close(): Promise<void>
}

type Followers = Map<string, Map<string, Set<Mailbox<Standing>>>>

const LOOK_EVERY = 1_000

/** @param every milliseconds between two looks, of all workspaces together */
export function watchProgress(db: Db, logger: Logger, every = LOOK_EVERY): ProgressWatch {
  const followers: Followers = new Map()
  let looking: Promise<void> | undefined
  const look = () => {
    looking ??= lookAtAll(db, followers)
      .catch((err: unknown) => {
        logger.debug({ err }, 'could not look for progress')
      })
      .finally(() => (looking = undefined))
  }
  const timer = setInterval(() => {
    if (followers.size > 0) look()
  }, every)
  timer.unref()
  return {
    follow: (workspace, job, stopped) => follow(followers, workspace, job, stopped),
    async close() {
      clearInterval(timer)
      for (const jobs of followers.values()) {
        for (const boxes of jobs.values()) boxes.forEach((box) => box.close())
      }
      await looking
    },
  }
}

async function* follow(
  followers: Followers,
  workspace: string,
  job: string,
  stopped: AbortSignal,
): AsyncGenerator<Standing, void> {
  const box = openMailbox<Standing>()
  stopped.addEventListener('abort', box.close)
  const jobs = followers.get(workspace) ?? new Map<string, Set<Mailbox<Standing>>>()
  const boxes = jobs.get(job) ?? new Set()
  followers.set(workspace, jobs.set(job, boxes.add(box)))
  try {
    if (stopped.aborted) return
    yield* box.news()
  } finally {
    stopped.removeEventListener('abort', box.close)
    boxes.delete(box)
    if (boxes.size === 0) jobs.delete(job)
    if (jobs.size === 0) followers.delete(workspace)
  }
}

async function lookAtAll(db: Db, followers: Followers): Promise<void> {
  for (const [workspace, jobs] of [...followers]) {
    const ids = [...jobs.keys()]
    const found = new Map((await findJobs(db, workspace, ids)).map((job) => [job.id, job]))
    const waits = await findWaits(db, workspace, [...found.values()])
    // After the jobs: what a list counts is never behind its job's state.
    const lists = await findLists(db, workspace, ids)
    for (const id of ids) {
      const job = found.get(id)
      for (const box of jobs.get(id) ?? []) {
        if (job) box.put({ job, list: lists.get(id), wait: waits.get(id) })
        else box.close()
      }
    }
  }
}
