import type { OutcomeKind } from '../database/tables.ts'
import type { Reach } from '../erasure/find-reach.ts'
import { jobErrors } from '../status/job-errors.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import type { ItemCounts } from '../bulk/list-status.ts'
import type { JobStatus } from '../status/job-status.ts'
import type { JobWait } from '../bulk/job-wait.ts'
import { copyLines } from './copy-lines.ts'
import { erasureLines } from './erasure-lines.ts'
import { typed } from './typed.ts'
import { waitText } from './wait-text.ts'

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

/** What a run would do. */
export interface Plan {
  readonly counts: ItemCounts
  /** Of an erasure. */
  readonly reach: Reach | undefined
}

/**
 * How a job stands, for people.
 *
 * @param more of it: `reach` of an erasure that is planned, `wait` of a job that nobody works on
 */
export function statusLines(
  workspace: string,
  job: StoredJob,
  status: JobStatus,
  { reach, wait }: { readonly reach?: Reach | undefined; readonly wait?: JobWait | undefined } = {},
): string[] {
  const errors = jobErrors(job).map((one) => `  ${one.code}: ${one.message}`)
  const waits = wait ? [`  ${waitText(wait)}`] : []
  if (job.kind === 'redaction') {
    const head = `${job.outcome ?? job.state}: ${targetText(job)} (job ${job.id})`
    return [head, ...waits, ...errors]
  }
  return [headOf(status), ...waits, ...errors, ...bodyOf(workspace, status, reach)]
}

/** A raw job whose request could not be read names none. */
function targetText({ type, target_id, conversation_id }: StoredJob): string {
  if (type === null || target_id === null) return 'the request names no message'
  return `${type} ${target_id} of conversation ${String(conversation_id)}`
}

function headOf({ id, state, progress: { processed, total } }: JobStatus): string {
  return `${state}: ${String(processed)} of ${String(total)} items done (job ${id})`
}

function bodyOf(workspace: string, status: JobStatus, reach: Reach | undefined): string[] {
  const { id, state, progress, plan } = status
  if (state === 'ready' && plan) {
    const next = typed(workspace, `run ${id} --yes`)
    const about = erasureLines(workspace, status)
    return [...planLines({ counts: plan, reach }), ...about, `to go on: ${next}`]
  }
  const counts = OUTCOMES.filter((kind) => progress[kind] > 0).map((kind) => {
    const list = typed(workspace, `items ${id} --outcome ${kind} --format ndjson`)
    return countLine(kind, progress[kind]) + (TOLD.has(kind) ? `  for a list: ${list}` : '')
  })
  return [...counts, ...copyLines(status.copies), ...erasureLines(workspace, status)]
}

/** What a run would do, an outcome a line. */
export function planLines({ counts, reach }: Plan): string[] {
  const kinds = OUTCOMES.filter((kind) => counts[kind] > 0)
  return [
    `plan of ${String(counts.total)} items; nothing is redacted yet`,
    ...kinds.map((kind) => countLine(kind, counts[kind])),
    ...(reach ? reachLines(reach) : []),
  ]
}

function reachLines({ conversations, files }: Reach): string[] {
  return [
    `  conversations to be cleared of names and e-mail metadata: ${String(conversations)}`,
    `  files to be detached, not deleted: ${String(files)}`,
  ]
}

function countLine(kind: OutcomeKind, count: number): string {
  return `  ${kind}: ${String(count)}`
}
