import type { OutcomeKind } from '../database/tables.ts'
import { jobErrors } from '../jobs/job-errors.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import type { ItemCounts, JobStatus } from '../jobs/job-status.ts'
import { typed } from './typed.ts'

const OUTCOMES: readonly OutcomeKind[] = [
  'redacted',
  'already_redacted',
  'not_redactable',
  'not_found',
  'failed',
  'canceled',
]

/** Outcomes that somebody may want to look into. */
const TOLD: ReadonlySet<OutcomeKind> = new Set(['not_redactable', 'not_found', 'failed'])

/** How a job stands, for people. */
export function statusLines(workspace: string, job: StoredJob, status: JobStatus): string[] {
  const errors = jobErrors(job).map((one) => `  ${one.code}: ${one.message}`)
  if (job.kind === 'redaction') {
    const target = `${job.type} ${job.target_id} of conversation ${job.conversation_id}`
    return [`${job.outcome ?? job.state}: ${target} (job ${job.id})`, ...errors]
  }
  return [headOf(status), ...errors, ...bodyOf(workspace, status)]
}

function headOf({ id, state, progress: { processed, total } }: JobStatus): string {
  return `${state}: ${String(processed)} of ${String(total)} items done (job ${id})`
}

function bodyOf(workspace: string, { id, state, progress, plan }: JobStatus): string[] {
  if (state === 'ready' && plan) {
    const next = typed(workspace, `run ${id} --yes`)
    return [...planLines(plan), `to go on: ${next}`]
  }
  return OUTCOMES.filter((kind) => progress[kind] > 0).map((kind) => {
    const list = typed(workspace, `items ${id} --outcome ${kind} --format ndjson`)
    return countLine(kind, progress[kind]) + (TOLD.has(kind) ? `  for a list: ${list}` : '')
  })
}

/** What a run would do, an outcome a line. */
export function planLines(plan: ItemCounts): string[] {
  const counts = OUTCOMES.filter((kind) => plan[kind] > 0)
  return [
    `plan of ${String(plan.total)} items; nothing is redacted yet`,
    ...counts.map((kind) => countLine(kind, plan[kind])),
  ]
}

function countLine(kind: OutcomeKind, count: number): string {
  return `  ${kind}: ${String(count)}`
}
