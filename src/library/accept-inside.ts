import { v7 as uuidv7 } from 'uuid'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'
import { targetIdOf, type RedactionRequest } from '../request/redaction-request.ts'
import { assertTransaction, callAccept, type CallersTransaction } from './callers-transaction.ts'

interface Inside {
  readonly request: RedactionRequest
  readonly reason: string | undefined
}

/** The transaction's login, or its database, can't call `unsaid.accept`. */
export class MissingGrant extends Error {
  override readonly name = 'MissingGrant'

  constructor(cause: unknown) {
    const message =
      'the login of `trx` may not accept work: run `unsaid migrate` on its database, ' +
      'then `grant unsaid_producer to` that login'
    super(message, { cause })
  }
}

/**
 * Accepts a request by `unsaid.accept`, as part of the caller's transaction. Nothing is queued:
 * the dispatcher delivers what was committed, within its next round.
 *
 * @returns the job's id
 * @throws UnknownWorkspace, MissingGrant
 */
export async function acceptInside(
  trx: CallersTransaction,
  workspace: string,
  { request, reason }: Inside,
): Promise<string> {
  assertTransaction(trx)
  const id = uuidv7()
  const ask = JSON.stringify({
    id,
    type: request.type,
    conversation_id: request.conversationId,
    target_id: targetIdOf(request),
    reason,
  })
  try {
    await callAccept(trx, workspace, ask)
  } catch (error) {
    throw explained(error)
  }
  return id
}

/** 42501: no grant; 3F000 and 42883: no such schema or function in this database. */
const NOT_GRANTED: ReadonlySet<unknown> = new Set(['42501', '3F000', '42883'])

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === '23U02') return new UnknownWorkspace()
  return NOT_GRANTED.has(code) ? new MissingGrant(error) : error
}
