import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StartError } from '../failure.ts'
import type { Metrics } from './create-metrics.ts'

/** A port for Prometheus alone. */
export interface MetricsPort {
  readonly address: string
  close(): Promise<void>
}

/**
 * Serves `/metrics` on a port of its own, beside an API or in a process that has none. It asks for
 * no token: what it tells are counts.
 *
 * @param port 0 = any free one
 * @throws StartError when it can't listen there
 */
export async function serveMetrics(
  metrics: Metrics,
  host: string,
  port: number,
): Promise<MetricsPort> {
  const server = createServer(answerWith(metrics)).listen(port, host)
  await once(server, 'listening').catch(() => {
    throw new StartError(`can't listen on ${host}:${String(port)}: check UNSAID_METRICS_PORT`)
  })
  const listening = server.address() as AddressInfo
  return {
    address: `http://${host}:${String(listening.port)}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answerWith({ registry }: Metrics): RequestListener {
  return (request, reply) => {
    if (!/^\/metrics(\?|$)/.test(request.url ?? '')) {
      reply.writeHead(404).end()
      return
    }
    registry.metrics().then(
      (text) => reply.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => reply.writeHead(500).end(),
    )
  }
}
