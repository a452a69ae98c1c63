import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { whenClosed } from '../when-closed.ts'

/** A connection on which a test sends bytes of its own. */
export interface RawConnection {
  send(bytes: string): Promise<void>
  /** Says that nothing more will be sent, and goes on to listen. */
  finish(): void
  /** Resets the connection, as a process that is killed does. */
  reset(): void
  /** Resolves when the other side has sent this text, with all it sent so far. */
  until(text: string): Promise<string>
  /** Resolves when the other side has closed the connection, with all it sent. */
  ended(): Promise<string>
}

export async function openRaw(address: string): Promise<RawConnection> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => {
    socket.destroy()
  })
  await once(socket, 'connect')
  return over(socket)
}

function over(socket: Socket): RawConnection {
  let received = ''
  socket.on('data', (bytes) => {
    received += String(bytes)
  })
  const closed = whenClosed(socket)
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        socket.write(bytes, () => resolve())
      }),
    finish: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    async until(text) {
      while (!received.includes(text)) {
        const isOver = await Promise.race([moreOf(socket), closed.then(() => true)])
        if (isOver && !received.includes(text)) throw new Error(`closed after: ${received}`)
      }
      return received
    },
    async ended() {
      await closed
      return received
    },
  }
}

/** Resolves to false when more came in. */
function moreOf(socket: Socket): Promise<false> {
  return new Promise((resolve) => {
    socket.once('data', () => resolve(false))
  })
}
