import type { JobWait } from '../bulk/job-wait.ts'

/**
 * What a job waits for, for people.
 *
 * @param now unix milliseconds
 */
export function waitText(wait: JobWait, now: number = Date.now()): string {
  switch (wait.reason) {
    case 'turn':
      return `waits for its turn: ${jobs(wait.jobsBefore)} of this workspace before it`
    case 'worker':
      return `waits for a worker: none runs, or it is busy or lost; the dispatcher delivers the job again ${again(wait.againAt, now)}`
    case 'held_rows':
      return `waits for rows that another transaction has locked; a worker tries again ${again(wait.againAt, now)}`
  }
}

function jobs(count: number): string {
  return `${String(count)} ${count === 1 ? 'job' : 'jobs'}`
}

function again(at: Date, now: number): string {
  const seconds = Math.ceil((at.getTime() - now) / 1_000)
  return seconds > 0 ? `in ${String(seconds)} s at most` : 'as soon as a worker runs'
}
