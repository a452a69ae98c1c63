import type { JobError } from '../database/job-error.ts'
import { isErrorCode } from '../error-list/error-codes.ts'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'

const CANCELED = 'The job was canceled'

/** What a caller is told of a job that did not succeed; empty while it may still. */
export function jobErrors(
  job: Pick<StoredJob, 'kind' | 'state' | 'outcome' | 'outcome_code' | 'errors'>,
): ErrorEntry[] {
  if (job.errors) return job.errors.map(asEntry)
  if (job.kind !== 'redaction') return listErrors(job)
  switch (job.outcome) {
    case null:
    case 'redacted':
    case 'already_redacted':
      return []
    case 'not_redactable':
      return [errorEntry('conversation_part_not_redactable')]
    case 'not_found':
      return [errorEntry('conversation_part_or_message_not_found')]
    case 'canceled':
      return [errorEntry('conflict', CANCELED)]
    case 'failed':
      return [errorEntry(isErrorCode(job.outcome_code) ? job.outcome_code : 'server_error')]
  }
}

/** Items have errors of their own; the job has one only when it could not run. */
function listErrors({ state, outcome_code: code }: Pick<StoredJob, 'state' | 'outcome_code'>) {
  if (state === 'canceled') return [errorEntry('conflict', CANCELED)]
  if (state !== 'failed') return []
  return [errorEntry(isErrorCode(code) ? code : 'server_error')]
}

function asEntry({ code, message, field }: JobError): ErrorEntry {
  return errorEntry(isErrorCode(code) ? code : 'parameter_invalid', message, field)
}
