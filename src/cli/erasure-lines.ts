import type { StoredLook } from '../bulk/list-status.ts'
import type { JobStatus } from '../status/job-status.ts'
import { typed } from './typed.ts'

/** What an erasure tells beside what every list does; nothing for any other job. */
export function erasureLines(workspace: string, status: JobStatus): string[] {
  const { erasure, id, files_detached: files = 0, state } = status
  if (!erasure) return []
  const isCertified = state === 'succeeded' || state === 'completed_with_errors'
  const certificate = typed(workspace, `certificate ${id}`)
  return [
    `  scope: ${erasure.scope}; ${contactsOf(erasure.contact_ids)}`,
    ...behalfLines(status),
    `  due: ${dateOf(erasure.due_at)}, ${timeLeft(erasure.days_left, status.finished_at !== null)}`,
    ...otherLines(erasure.other_contacts),
    ...(erasure.keys_incomplete ? [KEYS_INCOMPLETE] : []),
    ...(files > 0 ? [`  files detached, not deleted: ${String(files)}`] : []),
    ...lookLines(workspace, id, erasure.look),
    ...(isCertified ? [`certificate: ${certificate}`] : []),
  ]
}

function contactsOf(ids: readonly string[]): string {
  const all = ids.join(', ')
  return ids.length === 1 ? `contact ${all}` : `${String(ids.length)} contacts: ${all}`
}

/** Who asked, and why. */
function behalfLines({ requested_by, reason }: JobStatus): string[] {
  const why = reason === null ? 'no reason given' : `reason: ${reason}`
  return [`  requested by: ${requested_by}; ${why}`]
}

/** What was left over, by place; each place is one of ours. */
function lookLines(workspace: string, job: string, look: StoredLook | null): string[] {
  if (!look) return []
  const found = Object.entries(look.found).map(([place, count]) => `${place} ${String(count)}`)
  const read = `  rows read at the last look: ${String(look.rows)}`
  if (found.length === 0) return [`${read}; nothing was left`]
  return [`${read}; left: ${found.join(', ')}`, `where: ${typed(workspace, `findings ${job}`)}`]
}

const KEYS_INCOMPLETE =
  '  keys incomplete: a worker has not hashed all stored addresses and ids yet; erase again later'

/** Ids that a line names. */
const MOST_NAMED = 20

/** Who may be the same person: to be looked at by somebody who knows them. */
export function otherLines(others: readonly string[]): string[] {
  if (others.length === 0) return []
  const more = others.length > MOST_NAMED ? ', ...' : ''
  const named = others.slice(0, MOST_NAMED).join(', ')
  return [`  may be the same person: ${String(others.length)} (${named}${more}); not erased`]
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10)
}

function timeLeft(days: number, hasEnded: boolean): string {
  const many = `${String(Math.abs(days))} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  if (hasEnded) return days < 0 ? `ended ${many} late` : `ended ${many} early`
  return days < 0 ? `${many} overdue` : `${many} left`
}
