import type { ListDoor } from '../accept/list-door.ts'
import { openLists } from '../accept/open-doors.ts'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'
import type { ListFormat } from '../items/sniff-format.ts'
import { acceptListFile, type ListFile, type ListFileAnswer } from './accept-list-file.ts'
import { EXIT } from './exit-code.ts'
import { openInput } from './open-input.ts'
import { readCodes, type CodeOptions, type Codes } from './read-codes.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommandSession, type CommonOptions } from './session.ts'
import { typed } from './typed.ts'
import {
  assertWorkOptions,
  isPlannedFirst,
  workUntilDone,
  type WorkOptions,
} from './work-until-done.ts'

export interface BulkOptions extends CommonOptions, WorkOptions, CodeOptions {
  readonly format?: ListFormat
}

/**
 * `unsaid bulk FILE|-`: accepts the list like every door, plans it unless the user is sure, and
 * takes part in the work until it is done.
 */
export async function bulkCommand(file: string, options: BulkOptions): Promise<number> {
  return withSession(options, async (session) => {
    const codes = readCodes(options)
    assertWorkOptions(options)
    const input = await openInput(file)
    const app = await openForCommand(session)
    const lists = openLists({ ...session, ...app }, session.config.lanes)
    const answer = await accept(session, lists, { ...options, ...codes, input, file })
    if (answer.kind !== 'accepted') return refuseWith(session, [whyNot(answer.kind)])

    const { job } = answer
    const accepted = `accepted as job ${job}: ${typed(session.workspace, `status ${job} --watch`)}`
    session.sayIfCutShort(accepted)
    if (options.wait)
      return workUntilDone(session, app, job, { ...options, lists, isAsked: file !== '-' })
    session.print({ type: 'job', id: job }, [accepted])
    return EXIT.done
  })
}

function accept(
  { workspace, sayIfCutShort }: CommandSession,
  lists: ListDoor,
  list: BulkOptions & Codes & Pick<ListFile, 'input' | 'file'>,
): Promise<ListFileAnswer> {
  sayIfCutShort('the list was not accepted yet: nothing of it is redacted')
  const onRead = () => {
    sayIfCutShort(`whether the list was accepted is told by ${typed(workspace, 'jobs')}`)
  }
  return acceptListFile(lists, workspace, { ...list, dryRun: isPlannedFirst(list), onRead })
}

function whyNot(kind: Exclude<ListFileAnswer['kind'], 'accepted'>): ErrorEntry {
  switch (kind) {
    case 'nothing_to_redact':
      return errorEntry('nothing_to_redact')
    case 'key_reused':
      return errorEntry('idempotency_key_reused')
    case 'dropped':
      return errorEntry(
        'service_unavailable',
        'The list was dropped, as nothing came of it for too long: nothing of it is redacted',
      )
  }
}
