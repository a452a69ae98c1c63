import type { Trx } from '../src/database/in-workspace.ts'
import { decide, type Decision } from '../src/eligibility/decide.ts'
import type { RedactionRequest } from '../src/request/redaction-request.ts'
import { keyOf, lockTargets, readTargets, type TargetsFound } from '../src/rewrite/lock-targets.ts'

export type DecidedRequest = Decision & {
  /** Files that the message names, if it is to be redacted. */
  readonly files: number
}

/** Locks the targets of requests and says of each what the rules want; in the requests' order. */
export async function decideLocked(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<{ readonly decisions: readonly DecidedRequest[]; readonly locked: TargetsFound }> {
  const locked = await lockTargets(trx, workspace, requests)
  return { decisions: decideFound(requests, locked), locked }
}

/** The same for a plan: nothing is locked, since nothing will be changed. */
export async function decidePlanned(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<DecidedRequest[]> {
  return decideFound(requests, await readTargets(trx, workspace, requests))
}

/** Says of each request what the rules want, given the targets as they were found. */
export function decideFound(
  requests: readonly RedactionRequest[],
  targets: TargetsFound,
): DecidedRequest[] {
  const taken = new Set<string>()
  return requests.map((request) => {
    const decision = decideOne(request, targets, taken)
    return { ...decision, files: decision.kind === 'redact' ? targets.filesOf(request) : 0 }
  })
}

/** Of two requests that name one target, the first redacts it and the second finds it so. */
function decideOne(request: RedactionRequest, targets: TargetsFound, taken: Set<string>): Decision {
  const decision = decide(targets.of(request))
  if (decision.kind !== 'redact') return decision

  const key = keyOf(request)
  if (taken.has(key)) return { kind: 'already_redacted' }
  taken.add(key)
  return decision
}
