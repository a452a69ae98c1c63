import { createHash } from 'node:crypto'
import type { ListDoor } from '../accept/list-door.ts'
import type { ErasureAsk } from '../erasure/accept-erasure.ts'
import { awaitCertificate } from '../erasure/await-certificate.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'
import { parseContact } from '../request/parse-contact.ts'
import { oneMonthAfter } from '../request/due-date.ts'
import { readReason } from '../request/reason.ts'
import { isWorkspaceId } from '../request/workspace-id.ts'
import type { App } from '../setup/open-app.ts'
import { erasureRefusal } from '../status/erasure-refusal.ts'
import { certificateRefusal } from '../status/step-refusals.ts'
import type { EraseContactOptions, ErasureCalls } from './erasure-calls.ts'
import { listProblems, RefusedRequest, type Refusal } from './refused-request.ts'

export interface OfferErasuresOptions {
  readonly door: () => ListDoor
  /** The workspace of calls that name none. */
  readonly workspace: string
}

/** The calls about everything of one contact. */
export function offerErasures(
  { db }: App,
  { door, workspace }: OfferErasuresOptions,
): ErasureCalls {
  return {
    eraseContact: async (contact, options = {}) => {
      const of = options.workspace ?? workspace
      const ask = askOf(contact, options)
      if (!isWorkspaceId(of)) throw new UnknownWorkspace()
      const answer = await door().erase(of, ask)
      if (answer.kind === 'accepted') return { id: answer.job }
      throw new RefusedRequest([answer.kind === 'key_reused' ? KEY_REUSED : erasureRefusal(answer)])
    },
    certificate: async (id, { workspace: of = workspace } = {}) => {
      if (!isWorkspaceId(of)) throw new RefusedRequest([certificateRefusal(undefined)])
      const certificate = await awaitCertificate(db, of, id)
      if (certificate) return certificate
      throw new RefusedRequest([certificateRefusal(await findJob(db, of, id))])
    },
  }
}

const KEY_REUSED = {
  code: 'idempotency_key_reused',
  message: 'This idempotencyKey was used for another request',
} as const

/** @throws RefusedRequest that names all that is wrong */
function askOf(contact: unknown, options: EraseContactOptions): Omit<ErasureAsk, 'lanes'> {
  const { scope = 'authored', dryRun = false, dueAt, idempotencyKey: key } = options
  const reason = readReason(options.reason)
  const parsed = parseContact(contact)
  const problems = [
    ...(parsed.ok ? [] : [parsed.problem]),
    ...listProblems(options),
    ...optionProblems({ scope, dueAt }),
  ]
  if (!parsed.ok || problems.length > 0) throw new RefusedRequest(problems)
  const { selector } = parsed
  const asked = { ...selector, scope, dryRun, dueAt, reason }
  return {
    ...{
      selector,
      scope,
      dryRun,
      dueAt: dueAt ?? oneMonthAfter(new Date()),
      requestedBy: 'library',
    },
    ...(reason !== undefined && { reason }),
    ...(key !== undefined && {
      key: { digest: sha256(key), fingerprint: sha256(`eraseContact\n${JSON.stringify(asked)}`) },
    }),
  }
}

function optionProblems({ scope, dueAt }: { scope: unknown; dueAt: unknown }): Refusal[] {
  const isScope = scope === 'authored' || scope === 'conversations'
  const isDue = dueAt === undefined || (dueAt instanceof Date && !Number.isNaN(dueAt.getTime()))
  return [...(isScope ? [] : [malformed('scope')]), ...(isDue ? [] : [malformed('dueAt')])]
}

function malformed(field: string): Refusal {
  return { code: 'parameter_invalid', message: `${field} is malformed`, field }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
