import { createHash } from 'node:crypto'
import { openRedactions } from '../accept/open-doors.ts'
import { errorEntry } from '../error-list/error-list.ts'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'
import { watchOutcomes } from '../status/watch-outcomes.ts'
import { parseRedactionRequest } from '../request/parse-redaction-request.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import type { App } from '../setup/open-app.ts'
import { EXIT } from './exit-code.ts'
import { readCodes, type CodeOptions, type Codes } from './read-codes.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'
import { printStatus } from './status-command.ts'
import { takePart } from './take-part.ts'
import { UsageError } from './usage-error.ts'

export interface RedactCommandOptions extends CommonOptions, CodeOptions {
  readonly conversationId?: string
  readonly partId?: string
  readonly sourceId?: string
  readonly wait: boolean
  /** Seconds. */
  readonly timeout: number
}

/**
 * `unsaid redact`: accepts the request like every door, and takes part in the work until it is
 * done, so that it needs no other process.
 */
export async function redactCommand(options: RedactCommandOptions): Promise<number> {
  return withSession(options, async (session) => {
    const codes = readCodes(options)
    const parsed = parseRedactionRequest(bodyOf(options))
    if (!parsed.ok) {
      return refuseWith(
        session,
        parsed.problems.map((one) => errorEntry(one.code, one.message, one.field)),
      )
    }
    const app = await openForCommand(session)
    const { idempotencyKey: key } = options
    const job = await accept(session, app, { request: parsed.request, ...codes }, key)
    if (job === undefined) return refuseWith(session, [errorEntry('idempotency_key_reused')])
    session.sayIfCutShort(`accepted as job ${job}: unsaid status ${job}`)
    if (!options.wait) {
      session.print({ type: 'job', id: job }, [`accepted as job ${job}: unsaid status ${job}`])
      return EXIT.done
    }
    return workUntilDone(session, app, job, options)
  })
}

/** @returns the job; undefined when the key was used for another request */
async function accept(
  { closing, logger, workspace }: Session,
  app: App,
  ask: Codes & { readonly request: RedactionRequest },
  key: string | undefined,
): Promise<string | undefined> {
  const { door } = openRedactions({ ...app, closing, logger })
  const accepted =
    key === undefined
      ? await door.accept(workspace, ask)
      : await door.acceptUnderKey(workspace, ask, keyOf(key, ask))
  await accepted?.delivered
  return accepted?.job
}

/** The same key is for the same message and reason, whoever asks. */
function keyOf(key: string, { request, reason }: Parameters<typeof accept>[2]): IdempotencyKey {
  const asked = { request, reason }
  const sha256 = (text: string) => createHash('sha256').update(text).digest()
  return { digest: sha256(key), fingerprint: sha256(`redact\n${JSON.stringify(asked)}`) }
}

async function workUntilDone(
  session: Session,
  app: App,
  job: string,
  { timeout }: RedactCommandOptions,
): Promise<number> {
  const { closing, logger, workspace } = session
  const outcomes = closing.opened(watchOutcomes(app.db, app, logger), (one) => one.close())
  takePart(session, app)
  await outcomes.wait(workspace, job, timeout * 1_000)
  return printStatus(session, app, job)
}

/** The request as it would come over HTTP; the type follows from the id that is given. */
function bodyOf({ conversationId, partId, sourceId }: RedactCommandOptions): unknown {
  if (conversationId === undefined) throw new UsageError('give --conversation-id')
  if (partId !== undefined && sourceId !== undefined) {
    throw new UsageError('give either --part-id or --source-id: one message at a time')
  }
  if (partId === undefined && sourceId === undefined) {
    throw new UsageError('give --part-id, or --source-id for the message that opened it')
  }
  return partId === undefined
    ? { type: 'source', conversation_id: conversationId, source_id: sourceId }
    : {
        type: 'conversation_part',
        conversation_id: conversationId,
        conversation_part_id: partId,
      }
}
