import type { JobState } from '../database/job-table.ts'

/** A way in which a job comes into a state. */
interface JobMove {
  /** The states in which it finds the job; none: it makes the job. */
  readonly from: readonly JobState[]
  /** The states in which it may leave it. */
  readonly to: readonly JobState[]
}

const OPEN = ['queued', 'planning', 'ready', 'running'] as const

/**
 * Every way in which jobs come into their states, by the name of the function that does it; one of
 * them is the database's own. `docs/jobs.md` draws them.
 */
export const JOB_MOVES = {
  insertAccepted: { from: [], to: ['queued'] },
  'unsaid.accept': { from: [], to: ['queued'] },
  acceptRaw: { from: [], to: ['queued'] },
  insertListJob: { from: [], to: ['queued'] },
  insertEnded: { from: [], to: ['succeeded', 'failed'] },
  storeBroken: { from: [], to: ['failed'] },
  restoreJob: { from: [], to: ['succeeded', 'completed_with_errors'] },
  endRedactions: { from: ['queued'], to: ['succeeded', 'failed'] },
  beginPlan: { from: ['queued'], to: ['planning'] },
  makeReady: { from: ['queued', 'planning'], to: ['ready'] },
  beginRun: { from: ['queued'], to: ['running'] },
  runReady: { from: ['ready'], to: ['running'] },
  endListJob: { from: ['running'], to: ['succeeded', 'completed_with_errors'] },
  failEmpty: { from: ['queued'], to: ['failed'] },
  cancelOpen: { from: OPEN, to: ['canceled'] },
  endAsCertified: { from: OPEN, to: ['succeeded', 'completed_with_errors'] },
} as const satisfies Record<string, JobMove>
