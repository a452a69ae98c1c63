import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Milliseconds between an answer and the cut: a connection that is closed while bytes still come
 * in is reset, and the caller may never read why.
 */
const FAREWELL = 1_000

/** Cuts a connection a moment after its last answer, if its other end still holds it up then. */
export function cutOff(socket: Socket, holdsUp: () => boolean = () => true): void {
  // No listener that would take the timer back: a connection kept alive would gather them.
  setTimeout(() => {
    if (holdsUp()) socket.destroy()
  }, FAREWELL).unref()
}

/**
 * Lets go of callers who were answered before their request had come in: a body that is too large,
 * or that nobody wants, is not read to its end.
 */
export function cutOffUnread(server: FastifyInstance): void {
  server.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) cutOff(raw.socket, () => !raw.complete)
    done()
  })
}
