import type { SpanExporter } from '@opentelemetry/sdk-trace-node'
import type { Logger } from '../logger.ts'

export interface Traces {
  /** Sends what is still to be sent, for as long as that is worth waiting. */
  close(): Promise<void>
}

/** Milliseconds that the end of a process waits for a collector that may be away. */
const FAREWELL = 3_000

/**
 * Has traces sent by OTLP over HTTP, as the standard's variables say (OTEL_EXPORTER_OTLP_*,
 * OTEL_TRACES_SAMPLER, OTEL_BSP_*, OTEL_RESOURCE_ATTRIBUTES). To be called before anything is opened
 * that makes spans. The SDK is loaded here and nowhere else: who sends no traces does without.
 */
export async function startTraces(logger: Logger, version: string): Promise<Traces> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources
  // Of process and host nothing: a command line can name a file after a person.
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'unsaid', 'service.version': version }))
    .merge(detectResources({ detectors: [envDetector] }))
  const exporter = tellingOfFailure(new OTLPTraceExporter(), logger)
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  provider.register()
  return { close: () => within(FAREWELL, provider.shutdown()) }
}

/** Says once that traces can't be sent, and once that they can be again; the SDK says neither. */
function tellingOfFailure(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isAway = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const fails = result.error !== undefined
        if (fails && !isAway) logger.warn({ err: result.error }, 'traces can not be sent')
        if (!fails && isAway) logger.info('traces are sent again')
        isAway = fails
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

/** A collector that is away must not keep a process from ending, nor make its end a failure. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work.catch(() => undefined), late])
  clearTimeout(timer)
}
