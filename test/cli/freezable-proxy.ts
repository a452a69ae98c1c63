import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a local server that can be made to carry nothing any more, without closing. */
export async function freezableProxy(port: number): Promise<{ port: number; freeze(): void }> {
  const sockets: Socket[] = []
  let frozen = false
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    sockets.push(near, far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => {}) // the other side went away
      from.on('data', (data) => frozen || to.write(data))
      from.on('close', () => frozen || to.destroy())
    }
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (proxy.address() as AddressInfo).port,
    freeze() {
      frozen = true
    },
  }
}
