import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a local Postgres that can make the server's first word to a connection its last. */
export interface PartingProxy {
  readonly port: number
  /** New connections that were told so. */
  readonly parted: number
  /** Ends what is open, and the next `count` connections as soon as they are ready. */
  part(count: number): void
}

/** ReadyForQuery, outside of a transaction. */
const READY = Buffer.from('Z\0\0\0\u0005I', 'latin1')

/** What a server sends to a connection that an administrator terminates. */
const FAREWELL = errorResponse({ S: 'FATAL', V: 'FATAL', C: '57P01', M: 'terminating connection' })

export async function partingProxy(port: number): Promise<PartingProxy> {
  const open = new Set<Socket>()
  let [left, parted] = [0, 0]
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const isParting = left > 0
    if (isParting) left -= 1
    open.add(near)
    near.on('error', () => {}).on('close', () => far.destroy())
    far.on('error', () => {}).on('close', () => near.destroy())
    near.on('close', () => open.delete(near))
    near.pipe(far)
    far.on('data', (chunk: Buffer) => {
      if (!isParting || !chunk.subarray(-READY.length).equals(READY)) near.write(chunk)
      else if (near.writable) {
        parted += 1
        near.end(Buffer.concat([chunk, FAREWELL]))
      }
    })
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    proxy.close()
    for (const socket of open) socket.destroy()
  })
  return {
    port: (proxy.address() as AddressInfo).port,
    get parted() {
      return parted
    },
    part(count) {
      left = count
      for (const socket of open) socket.end(FAREWELL)
    },
  }
}

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Object.entries(fields).map(([code, text]) => `${code}${text}\0`)
  const bytes = Buffer.from(`${body.join('')}\0`)
  const head = Buffer.from('E\0\0\0\0', 'latin1')
  head.writeInt32BE(bytes.length + 4, 1)
  return Buffer.concat([head, bytes])
}
