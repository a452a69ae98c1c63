import type { JobWait } from '../bulk/job-wait.ts'

/** As replies and events show it. */
export function waitView(wait: JobWait) {
  return wait.reason === 'turn'
    ? { reason: wait.reason, jobs_before: wait.jobsBefore }
    : { reason: wait.reason, again_at: Math.floor(wait.againAt.getTime() / 1000) }
}
