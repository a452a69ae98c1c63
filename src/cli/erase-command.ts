import { createHash } from 'node:crypto'
import type { AcceptedErasure, ErasureAsk } from '../erasure/accept-erasure.ts'
import type { ListDoor } from '../accept/list-door.ts'
import { openLists } from '../accept/open-doors.ts'
import { parseContact } from '../request/parse-contact.ts'
import { oneMonthAfter, parseDueDate } from '../request/due-date.ts'
import { erasureRefusal } from '../status/erasure-refusal.ts'
import { EXIT } from './exit-code.ts'
import { mayBeOverdue } from './may-be-overdue.ts'
import { readCodes, type CodeOptions, type Codes } from './read-codes.ts'
import { readPerson, type PersonOptions } from './read-person.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommandSession, type CommonOptions } from './session.ts'
import { typed } from './typed.ts'
import { UsageError } from './usage-error.ts'
import {
  assertWorkOptions,
  isPlannedFirst,
  workUntilDone,
  type WorkOptions,
} from './work-until-done.ts'

export interface EraseOptions extends CommonOptions, WorkOptions, PersonOptions, CodeOptions {
  readonly scope: ErasureAsk['scope']
  readonly due?: string
  /** The due date may be over. */
  readonly overdue?: boolean
}

/**
 * `unsaid erase`: erases everything of one contact. As in `unsaid bulk` it is planned first, unless
 * the user is sure, and this process takes part in the work until it is done.
 */
export async function eraseCommand(options: EraseOptions): Promise<number> {
  return withSession(options, async (session) => {
    const codes = readCodes(options)
    assertWorkOptions(options)
    const dueAt = dueOf(options.due)
    const { contact, isAsked } = await readPerson(options)
    if (!(await mayBeOverdue({ ...options, dueAt, isAsked }))) {
      session.say('nothing is erased')
      return EXIT.refused
    }
    const parsed = parseContact(contact)
    if (!parsed.ok) return refuseWith(session, [parsed.problem])

    const app = await openForCommand(session)
    const lists = openLists({ ...session, ...app }, session.config.lanes)
    const ask = { ...askOf(options, codes, parsed.selector), dueAt }
    const answer = await accept(session, lists, ask)
    if (answer.kind !== 'accepted') return refuseWith(session, [erasureRefusal(answer)])

    const { job } = answer
    const accepted = `accepted as job ${job}: ${typed(session.workspace, `status ${job} --watch`)}`
    session.sayIfCutShort(accepted)
    if (options.wait) return workUntilDone(session, app, job, { ...options, lists, isAsked })
    session.print({ type: 'job', id: job }, [accepted])
    return EXIT.done
  })
}

type Ask = Omit<ErasureAsk, 'lanes'>

function accept(
  { workspace, sayIfCutShort }: CommandSession,
  lists: ListDoor,
  ask: Ask,
): Promise<AcceptedErasure> {
  sayIfCutShort(`whether the erasure was accepted is told by ${typed(workspace, 'jobs')}`)
  return lists.erase(workspace, ask)
}

function dueOf(text: string | undefined): Date {
  const due = text === undefined ? oneMonthAfter(new Date()) : parseDueDate(text)
  if (due) return due
  throw new UsageError('--due must be a date like 2030-01-31, or a time like 2030-01-31T12:00:00Z')
}

/** The same key is for the same contact, scope, reason, due date, and plan or none. */
function askOf(
  options: EraseOptions,
  codes: Codes,
  selector: ErasureAsk['selector'],
): Omit<Ask, 'dueAt'> {
  const { scope, due, idempotencyKey: key } = options
  const { reason } = codes
  const dryRun = isPlannedFirst(options)
  const asked = JSON.stringify(['erase', selector.kind, selector.value, scope, dryRun, reason, due])
  return {
    selector,
    scope,
    dryRun,
    ...codes,
    ...(key !== undefined && { key: { digest: sha256(key), fingerprint: sha256(asked) } }),
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
