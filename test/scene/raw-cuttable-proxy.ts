import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a local server that can be cut: what is open breaks, what is new is refused. */
export interface CuttableProxy {
  readonly port: number
  /** What is open stays open, and nobody hears of the other side again; what is new goes through. */
  silence(): void
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function cuttableProxy(port: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {}) // the other side went away
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  const cut = async () => {
    if (!proxy.listening) return
    const closed = once(proxy, 'close')
    proxy.close()
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }
  onTestFinished(cut)
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const listening = (proxy.address() as AddressInfo).port
  return {
    port: listening,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    cut,
    mend: async () => {
      await once(proxy.listen(listening, '127.0.0.1'), 'listening')
    },
  }
}
