import type { Socket } from 'node:net'

/** Resolves when a connection is over, by a reset as well: `once(socket, 'close')` rejects then. */
export function whenClosed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
  })
}
