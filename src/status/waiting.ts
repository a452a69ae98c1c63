import type { Trx } from '../database/in-workspace.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'

/** Reads something of a job's workspace; asks for all of its statements at once. */
export type Read<T> = (trx: Trx) => Promise<T>

/** Somebody who waits for a job. */
export interface Waiter {
  /** What he wants read with it. */
  readonly read: Read<unknown> | undefined
  /** Answers him; undefined: there is no more to wait for. Once more does nothing. */
  readonly tell: (settled: Settled | undefined) => void
}

/** A job that has ended or is planned, and what was read with it, by whose wish. */
export interface Settled {
  readonly job: StoredJob
  readonly read?: { readonly by: Read<unknown>; readonly value: unknown }
}

export type WaitingJobs = ReadonlyMap<string, ReadonlySet<Waiter>>

/** Who waits for what. */
export interface Waiting {
  /** Waits until told, or for so many milliseconds. */
  wait(
    workspace: string,
    job: string,
    milliseconds: number,
    read?: Read<unknown>,
  ): Promise<Settled | undefined>
  /** As of now, by workspace and job. */
  workspaces(): readonly (readonly [string, WaitingJobs])[]
}

export function createWaiting(): Waiting {
  const waiting = new Map<string, Map<string, Set<Waiter>>>()

  function remember(workspace: string, job: string, one: Waiter): void {
    const jobs = waiting.get(workspace) ?? new Map<string, Set<Waiter>>()
    const waits = jobs.get(job) ?? new Set<Waiter>()
    waiting.set(workspace, jobs.set(job, waits.add(one)))
  }

  function forget(workspace: string, job: string, one: Waiter): void {
    const jobs = waiting.get(workspace)
    const waits = jobs?.get(job)
    waits?.delete(one)
    if (waits?.size === 0) jobs?.delete(job)
    if (jobs?.size === 0) waiting.delete(workspace)
  }

  return {
    wait: (workspace, job, milliseconds, read) =>
      new Promise((resolve) => {
        const tell = (settled: Settled | undefined) => {
          clearTimeout(late)
          forget(workspace, job, one)
          resolve(settled)
        }
        const one = { read, tell }
        const late = setTimeout(tell, milliseconds, undefined)
        remember(workspace, job, one)
      }),
    workspaces: () => [...waiting],
  }
}
