import {
  context,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanKind,
} from '@opentelemetry/api'
import { failureKind } from '../failure.ts'
import { othersOf } from './asked-together.ts'
import { isTracing, tracer } from './is-tracing.ts'

/** A span to be made. Attributes are ids of ours, counts and codes, never what somebody wrote. */
export interface SpanAsk {
  readonly name: string
  readonly kind?: SpanKind
  readonly attributes?: Attributes
  /** What it belongs under; default: what is done just now. */
  readonly under?: Context
  /** What led to it, beside that. */
  readonly linkedTo?: readonly Context[]
}

/**
 * Does some work in a span; while nobody traces, only the work. Of what it throws the span has the
 * code, or the kind of failure: a message may quote a row.
 */
export function inSpan<T>(ask: SpanAsk, work: () => Promise<T>): Promise<T> {
  return isTracing() ? traced(ask, work) : work()
}

async function traced<T>(ask: SpanAsk, work: () => Promise<T>): Promise<T> {
  const { under = context.active() } = ask
  const span = startSpan(ask, under)
  try {
    return await context.with(trace.setSpan(under, span), work)
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.setAttribute('error.type', errorType(error))
    throw error
  } finally {
    span.end()
  }
}

function startSpan({ name, kind, attributes, linkedTo = [] }: SpanAsk, under: Context): Span {
  const others = othersOf(under)
  const links = [...others, ...linkedTo].flatMap((one) => linkTo(trace.getSpan(one)))
  const options = { links, ...(kind !== undefined && { kind }), ...(attributes && { attributes }) }
  const span = tracer().startSpan(name, options, under)
  for (const one of others) trace.getSpan(one)?.addLinks(linkTo(span))
  return span
}

function linkTo(span: Span | undefined) {
  return span ? [{ context: span.spanContext() }] : []
}

/** SQLSTATE or the code of a socket's error. */
const CODE = /^[A-Z0-9_]{4,40}$/

function errorType(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && CODE.test(code) ? code : failureKind(error)
}
