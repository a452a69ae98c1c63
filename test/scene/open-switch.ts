import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** One address for servers of this machine, as a name is that leads to another machine one day. */
export interface Switch {
  readonly port: number
  /** Whoever is connected is cut off, and comes to another local port from now on. */
  turnTo(port: number): void
}

export async function openSwitch(port: number): Promise<Switch> {
  let upstream = port
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((near) => {
    const far = connect(upstream, '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  onTestFinished(() => {
    server.close()
    cut()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    turnTo(next) {
      upstream = next
      cut()
    },
  }
}
