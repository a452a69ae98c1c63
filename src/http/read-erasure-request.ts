import * as z from 'zod'
import { errorEntry } from '../error-list/error-list.ts'
import type { ErasureAsk } from '../erasure/accept-erasure.ts'
import { parseContact } from '../request/parse-contact.ts'
import { oneMonthAfter, parseDueDate } from '../request/due-date.ts'
import { oneOf } from './one-of.ts'
import { dryRun, reason } from './read-options.ts'
import { readParameters, type ReadParameters } from './read-parameters.ts'

/** The erasure of a contact, as it was asked for. */
export type ErasureRequest = Pick<ErasureAsk, 'selector' | 'scope' | 'dryRun' | 'dueAt' | 'reason'>

const SCOPES = { authored: true, conversations: true } as const satisfies Record<
  ErasureAsk['scope'],
  true
>

const wrongDue = { error: 'must be a date like 2030-01-31, or a time like 2030-01-31T12:00:00Z' }

const inBody = z.strictObject({
  contact: z.unknown(),
  scope: oneOf(SCOPES).default('authored'),
  dry_run: dryRun,
  reason,
  due: z
    .custom<string>((text) => parseDueDate(text) !== undefined, wrongDue)
    .transform(parseDueDate)
    .optional(),
})

/**
 * Reads the body of a `POST /redaction_jobs` that asks for everything of a contact. As in a list,
 * what is unknown is refused: to ignore a `dry_run` would erase for good.
 */
export function readErasureRequest(body: unknown): ReadParameters<ErasureRequest> {
  const read = readParameters(inBody, body)
  if (!read.ok) return read
  const { contact, scope, dry_run, due, reason: why } = read.value
  const parsed = parseContact(contact)
  if (!parsed.ok) {
    const { code, message, field } = parsed.problem
    return { ok: false, errors: [errorEntry(code, message, field)] }
  }
  const { selector } = parsed
  const dueAt = due ?? oneMonthAfter(new Date())
  const because = why === undefined ? {} : { reason: why }
  return { ok: true, value: { selector, scope, dryRun: dry_run, dueAt, ...because } }
}
