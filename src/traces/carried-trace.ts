import { context, propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api'

/** The one header that a trace is carried by; baggage and `tracestate` hold what others wrote. */
const CARRIED = 'traceparent'

/**
 * The trace of what is done just now, to go along with a job in the queue: of the form in which
 * bullmq-otel has it.
 */
export function carriedTrace(): string | undefined {
  const headers: Record<string, string> = {}
  propagation.inject(context.active(), headers)
  const traceparent = headers[CARRIED]
  return traceparent === undefined ? undefined : JSON.stringify({ [CARRIED]: traceparent })
}

/** The trace that came along with a job; none when it can't be read. */
export function traceOfJob(carried: string | undefined): Context {
  try {
    const headers: unknown = JSON.parse(carried ?? '{}')
    const isObject = typeof headers === 'object' && headers !== null && CARRIED in headers
    return traceOfHeader(isObject ? headers[CARRIED] : undefined)
  } catch {
    return ROOT_CONTEXT
  }
}

/** The trace that a caller says he is in. */
export function traceOfHeader(traceparent: unknown): Context {
  if (typeof traceparent !== 'string') return ROOT_CONTEXT
  return propagation.extract(ROOT_CONTEXT, { [CARRIED]: traceparent })
}
