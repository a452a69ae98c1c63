import { context, createContextKey, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api'
import { carriedTrace, traceOfJob } from '../traces/carried-trace.ts'
import { inSpan } from '../traces/in-span.ts'
import { isTracing } from '../traces/is-tracing.ts'
import type { TakenJob } from './take-jobs.ts'

/** While a chunk is worked on: its job, and the trace that accepted that. */
const JOB = createContextKey('unsaid: the job of this chunk')
const ACCEPTED_IN = createContextKey('unsaid: the trace that accepted it')

/** Adds deliveries, which `add` gives the trace to carry. */
export async function inAddSpan(
  queue: string,
  workspace: string,
  add: (carried: string | undefined) => Promise<void>,
): Promise<void> {
  if (!isTracing()) return add(undefined)
  const attributes = { ...messaging(queue), 'unsaid.workspace': workspace }
  const ask = { name: `add ${queue}`, kind: SpanKind.PRODUCER, attributes }
  await inSpan(ask, () => add(carriedTrace()))
}

/**
 * The trace that the next chunk of a job carries: whatever accepted the job, not the chunk before,
 * else a list of a million were one trace, each chunk below the last.
 */
export function carriedFor(job: string, own: string | undefined): string | undefined {
  const now = context.active()
  const current = now.getValue(JOB)
  if (current === undefined) return own
  const accepted = now.getValue(ACCEPTED_IN)
  return current === job && typeof accepted === 'string' ? accepted : undefined
}

/** Works on a job in the trace that it was added in. */
export function inJobSpan<T>(
  queue: string,
  { trace }: TakenJob,
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return work()
  return inSpan({ ...processing(queue), under: traceOfJob(trace) }, work)
}

/** Works on a chunk in a trace of its own, which is linked to what accepted its job. */
export function inChunkSpan<T>(
  queue: string,
  { trace, data }: TakenJob,
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return work()
  const job = typeof data === 'object' && data && 'job' in data ? data.job : undefined
  const under = ROOT_CONTEXT.setValue(JOB, job).setValue(ACCEPTED_IN, trace)
  return inSpan({ ...processing(queue), under, linkedTo: [traceOfJob(trace)] }, work)
}

function processing(queue: string) {
  return { name: `process ${queue}`, kind: SpanKind.CONSUMER, attributes: messaging(queue) }
}

function messaging(queue: string) {
  return { 'messaging.system': 'bullmq', 'messaging.destination.name': queue }
}
