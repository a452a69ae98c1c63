import { hash } from 'node:crypto'
import { idText } from '../request/id.ts'
import { parseRedactionRequest, type RequestProblem } from '../request/parse-redaction-request.ts'
import { readReason } from '../request/reason.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import { DEFAULT_WORKSPACE, isWorkspaceId } from '../request/workspace-id.ts'
import { isRecord } from '../is-record.ts'

/** What somebody put into the queue by hand, as far as it can be understood. */
export interface RawJob {
  /** The job's id in the store: the producer's `request_id`, else derived from the BullMQ job. */
  readonly id: string
  /** Undefined when it names something that can't be a workspace. */
  readonly workspace: string | undefined
  readonly asked: RawAsk
}

export type RawAsk =
  | { readonly ok: true; readonly request: RedactionRequest; readonly reason: string | undefined }
  | { readonly ok: false; readonly problems: readonly RequestProblem[] }

/** What tells one BullMQ job from every other, also after its id was used again. */
export interface RawOrigin {
  readonly queue: string
  readonly id: string
  /** Unix milliseconds at which it was added. */
  readonly timestamp: number
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/

/**
 * Reads a BullMQ job that is no delivery of ours. It never fails: what is broken becomes a failed
 * job with an `error.list` that its producer can poll. An optional field that is null is absent.
 */
export function readRawJob(data: unknown, origin: RawOrigin): RawJob {
  const fields = isRecord(data) ? data : {}
  const given = fields.request_id ?? undefined
  const id = requestIdOf(given)
  return {
    id: id ?? derivedId(origin),
    workspace: workspaceOf(fields.workspace_id),
    asked: askOf(data, fields, given === undefined || id !== undefined),
  }
}

function askOf(data: unknown, fields: Record<string, unknown>, hasGoodId: boolean): RawAsk {
  const parsed = parseRedactionRequest(data)
  const given = fields.reason ?? undefined
  const reason = readReason(given)
  const problems = [
    ...(parsed.ok ? [] : parsed.problems),
    ...(hasGoodId ? [] : [malformed('request_id')]),
    ...(given === undefined || reason !== undefined ? [] : [malformed('reason')]),
  ]
  return parsed.ok && problems.length === 0
    ? { ok: true, request: parsed.request, reason }
    : { ok: false, problems }
}

function requestIdOf(value: unknown): string | undefined {
  const text = idText(value)
  return text !== undefined && REQUEST_ID.test(text) ? text : undefined
}

function workspaceOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return DEFAULT_WORKSPACE
  return typeof value === 'string' && isWorkspaceId(value) ? value : undefined
}

/** The same BullMQ job gives the same id, however often it is delivered. */
function derivedId({ queue, id, timestamp }: RawOrigin): string {
  const digest = hash('sha256', JSON.stringify([queue, id, timestamp]), 'hex')
  return `raw-${digest.slice(0, 32)}`
}

function malformed(field: string): RequestProblem {
  return { code: 'parameter_invalid', message: `${field} is malformed`, field }
}
