import { context, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { traceOfHeader } from '../traces/carried-trace.ts'
import { isTracing, tracer } from '../traces/is-tracing.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of this request; undefined while nobody traces. */
    traced: Context | undefined
  }
}

/** Whoever asks them does so every few seconds, and learns nothing from a trace. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * Makes a span of each request, in the trace that the caller is in. It has the route's pattern, the
 * status and the workspace: a URL, a header or a body is what the caller wrote.
 */
export function traceRequests(server: FastifyInstance): void {
  server.decorateRequest('traced', undefined)
  if (!isTracing()) return
  server.addHook('onRequest', (request, _reply, done) => {
    if (!PROBES.has(request.routeOptions.url ?? '')) request.traced = started(request)
    done()
  })
  // A body comes in events of its connection, which know of no request; from here on it is known.
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.traced) context.with(request.traced, done)
    else done()
  })
  server.addHook('onResponse', (request, { statusCode }, done) => {
    end(request, statusCode)
    done()
  })
}

/** For the log's line about this request. */
export function traceIdOf({ traced }: FastifyRequest): string | undefined {
  return traced && trace.getSpanContext(traced)?.traceId
}

function started({ method, routeOptions, headers }: FastifyRequest): Context {
  const route = routeOptions.url
  const attributes = { 'http.request.method': method, ...(route && { 'http.route': route }) }
  const under = traceOfHeader(headers.traceparent)
  const name = route ? `${method} ${route}` : method
  const span = tracer().startSpan(name, { kind: SpanKind.SERVER, attributes }, under)
  return trace.setSpan(under, span)
}

function end({ traced, caller }: FastifyRequest, status: number): void {
  const span = traced && trace.getSpan(traced)
  if (!span) return
  span.setAttribute('http.response.status_code', status)
  if (caller) span.setAttribute('unsaid.workspace', caller.workspace)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
