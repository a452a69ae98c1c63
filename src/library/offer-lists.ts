import { createHash, type Hash } from 'node:crypto'
import type { ListDoor } from '../accept/list-door.ts'
import { errorEntry } from '../error-list/error-list.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'
import type { ListAsk } from '../bulk/accept-list.ts'
import { stopJob } from '../erasure/stop-job.ts'
import { readReason } from '../request/reason.ts'
import { isWorkspaceId } from '../request/workspace-id.ts'
import type { App } from '../setup/open-app.ts'
import { itemPages } from '../status/item-pages.ts'
import { cancelRefusal, itemsRefusal, whyNotCanceled, whyNotRun } from '../status/step-refusals.ts'
import type { ListCalls, RedactManyOptions } from './list-calls.ts'
import { parseInBatches } from './parse-in-batches.ts'
import { listProblems, RefusedRequest, type Refusal } from './refused-request.ts'

export interface OfferListsOptions {
  readonly door: () => ListDoor
  /** The workspace of calls that name none. */
  readonly workspace: string
}

/** The calls about lists. */
export function offerLists({ db }: App, { door, workspace }: OfferListsOptions): ListCalls {
  const jobOf = (of: string, id: string) =>
    isWorkspaceId(of) ? findJob(db, of, id) : Promise.resolve(undefined)

  return {
    redactMany: async (items, options = {}) => {
      const of = options.workspace ?? workspace
      const problems = listProblems(options)
      if (problems.length > 0) throw new RefusedRequest(problems)
      if (!isWorkspaceId(of)) throw new UnknownWorkspace()
      return acceptItems(door(), of, items, options)
    },
    run: async (id, { workspace: of = workspace } = {}) => {
      if (!(await jobOf(of, id))) throw refused(errorEntry('job_not_found'))
      const started = await door().run(of, id)
      if (started.kind !== 'started') throw refused(await whyNotRun(db, of, id, started))
    },
    cancel: async (id, { workspace: of = workspace } = {}) => {
      const refusal = cancelRefusal(await jobOf(of, id))
      if (refusal) throw refused(refusal)
      if ((await stopJob(db, of, id)) === 'canceled') return
      throw refused(await whyNotCanceled(db, of, id))
    },
    items: async function* (id, { workspace: of = workspace, outcome } = {}) {
      const refusal = itemsRefusal(await jobOf(of, id))
      if (refusal) throw refused(refusal)
      for await (const page of itemPages(db, of, id, outcome)) yield* page
    },
  }
}

async function acceptItems(
  door: ListDoor,
  workspace: string,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  { reason: given, dryRun = false, idempotencyKey }: RedactManyOptions,
): Promise<{ readonly id: string }> {
  const reason = readReason(given)
  const fingerprint = createHash('sha256')
  fingerprint.update(`redactMany\n${JSON.stringify({ dryRun, reason })}\n`)
  const answer = await door.accept(workspace, {
    items: parseInBatches(items, fingerprint),
    dryRun,
    ask: () => askOf(reason, idempotencyKey, fingerprint),
  })
  switch (answer.kind) {
    case 'accepted':
      return { id: answer.job }
    case 'key_reused':
      throw refused({
        code: 'idempotency_key_reused',
        message: 'This idempotencyKey was used for another request',
      })
    case 'nothing_to_redact':
      throw refused(errorEntry('nothing_to_redact'))
  }
}

function askOf(reason: string | undefined, key: string | undefined, fingerprint: Hash): ListAsk {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return {
    kind: 'bulk',
    requestedBy: 'library',
    ...(reason !== undefined && { reason }),
    ...(key !== undefined && { key: { digest: digest(key), fingerprint: fingerprint.digest() } }),
  }
}

function refused(problem: Refusal): RefusedRequest {
  return new RefusedRequest([problem])
}
