import { ProxyTracerProvider, trace, type Tracer } from '@opentelemetry/api'

/** What our spans say they are made by. */
const SCOPE = 'unsaid'

/**
 * Whether anybody takes spans: an SDK that we have started, or that of the program we are a part of.
 * Asked before anything is made for a span, so that without one a redaction costs nothing more.
 */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the API has no other way to ask
  if (!(provider instanceof ProxyTracerProvider)) return true
  return provider.getDelegateTracer(SCOPE) !== undefined
}

export function tracer(): Tracer {
  return trace.getTracer(SCOPE)
}
