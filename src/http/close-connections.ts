import type { FastifyInstance } from 'fastify'
import type { OutcomeWatch } from '../status/watch-outcomes.ts'

/** Milliseconds, beyond the last wait for an outcome, until closing cuts connections. */
const GRACE = 2_000

/**
 * Lets connections go when the server closes: what is in flight is answered with `connection:
 * close`, since a connection kept alive would hold the closing up (measured). Who waits for an
 * outcome then gets it if a worker is quick, else is told to come back: the job is durable. Who has
 * not sent his request by then is cut off; Node's own timeouts no longer run while it closes.
 *
 * @param lastWait milliseconds that a wait for an outcome may still take
 */
export function closeConnections(
  server: FastifyInstance,
  outcomes: OutcomeWatch,
  lastWait: number,
): void {
  let closing = false
  server.addHook('preClose', (done) => {
    closing = true
    const steps = [
      setTimeout(() => void outcomes.close(), lastWait),
      setTimeout(() => {
        server.server.closeAllConnections()
      }, lastWait + GRACE),
    ]
    server.server.once('close', () => {
      steps.forEach(clearTimeout)
    })
    done()
  })
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close')
    done()
  })
}
