import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { inWorkspace } from '../database/in-workspace.ts'
import type { ErrorEntry } from '../error-list/error-list.ts'
import { claimKey, type IdempotencyKey } from '../jobs/claim-keys.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { stopJob } from '../erasure/stop-job.ts'
import { tellEnd } from '../bulk/tell-end.ts'
import { whyNotCanceled, whyNotRun } from '../status/step-refusals.ts'
import { answerListJob } from './answer-list-job.ts'
import { callerName, callerOf } from './caller.ts'
import { idempotencyKeyOf, KEY_MALFORMED } from './idempotency-key.ts'
import { readParameters } from './read-parameters.ts'
import { refuse, refuseAll } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

interface StepRoute {
  Params: { id: string }
}

interface StepOf {
  readonly workspace: string
  readonly job: string
  /** In whose name. */
  readonly by: string
}

/** @returns why the job has no such step */
type Step = (deps: ServerDeps, job: StepOf) => Promise<ErrorEntry | undefined>

/** Bytes; there is nothing to say. */
const BODY_LIMIT = 1024

const nothing = z.strictObject({})

/** `POST /redaction_jobs/{id}/run` and `…/cancel`: the next step of a job, by whoever may erase. */
export function stepRoutes(server: FastifyInstance, deps: ServerDeps): void {
  const options = { config: { scopes: ['erase:write'] as const }, bodyLimit: BODY_LIMIT }
  for (const [name, step] of Object.entries({ run, cancel })) {
    server.post<StepRoute>(`/redaction_jobs/:id/${name}`, options, (request, reply) =>
      take(step, request, reply, deps),
    )
  }
}

async function run({ db, lists }: ServerDeps, { workspace, job, by }: StepOf) {
  const started = await lists.run(workspace, job, { token: by })
  return started.kind === 'started' ? undefined : whyNotRun(db, workspace, job, started)
}

async function cancel(deps: ServerDeps, { workspace, job, by }: StepOf) {
  const { db, logger, metrics } = deps
  const wasOver = (await findJob(db, workspace, job))?.finished_at !== null
  if ((await stopJob(db, workspace, job, by)) === 'canceled') {
    const ended = wasOver ? undefined : await tellEnd(db, logger, workspace, job)
    if (ended) metrics.jobs.inc({ kind: ended.kind, state: ended.state })
    return undefined
  }
  return whyNotCanceled(db, workspace, job)
}

/** Takes a step that is the same when it is taken again; a key only holds callers to one request. */
async function take(
  step: Step,
  request: FastifyRequest<StepRoute>,
  reply: FastifyReply,
  deps: ServerDeps,
): Promise<FastifyReply> {
  const key = idempotencyKeyOf(request)
  if (key === 'malformed') return refuse(reply, 'parameter_invalid', KEY_MALFORMED)
  const read = readParameters(nothing, request.body ?? {})
  if (!read.ok) return refuseAll(reply, read.errors)
  const { workspace } = callerOf(request)
  const { id } = request.params
  if (!(await findJob(deps.db, workspace, id))) return refuse(reply, 'job_not_found')
  if (key && !(await isHis(deps, workspace, id, key)))
    return refuse(reply, 'idempotency_key_reused')

  const refusal = await step(deps, { workspace, job: id, by: callerName(request) })
  return refusal ? refuseAll(reply, [refusal]) : answerListJob(request, reply, id, deps)
}

/** Whether the key is new, or was used for this very request. */
async function isHis(
  { db }: ServerDeps,
  workspace: string,
  job: string,
  key: IdempotencyKey,
): Promise<boolean> {
  const claimed = await inWorkspace(db, workspace, (trx) => claimKey(trx, workspace, key, job))
  return claimed.kind !== 'reused'
}
