import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A span as it came, by OTLP. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
}

export interface Collector {
  /** The settings by which a process sends its traces here, at once. */
  readonly env: Readonly<Record<string, string>>
  readonly spans: readonly ReceivedSpan[]
  /** All that came, as text: spans, resources, scopes. */
  text(): string
  /** Resolves with what `find` finds, once it came. */
  until<T>(find: (spans: readonly ReceivedSpan[]) => T | undefined): Promise<T>
}

interface Request {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[]
  }[]
}

/** A real receiver of OTLP over HTTP. */
export async function startCollector(): Promise<Collector> {
  const requests: Request[] = []
  const spans: ReceivedSpan[] = []
  const waiting = new Set<() => void>()
  const server = createServer((request, reply) => {
    void json(request).then((body) => {
      requests.push(body as Request)
      spans.push(...spansOf(body as Request))
      reply.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      for (const look of waiting) look()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '50' },
    spans,
    text: () => JSON.stringify(requests),
    until: (find) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find(spans)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

function spansOf({ resourceSpans }: Request): ReceivedSpan[] {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
}
