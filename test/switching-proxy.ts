import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface SwitchingProxy {
  readonly port: number
  /** A command that sends whoever comes from now on to another local port, its argument. */
  readonly command: string
}

/** A load balancer as simple as can be: who is connected stays where he is. */
export async function switchingProxy(port: number, folder: string): Promise<SwitchingProxy> {
  let upstream = port
  const proxy = createServer((near) => {
    const far = connect(upstream, '127.0.0.1')
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
  })
  const control = createHttpServer((request, reply) => {
    upstream = Number(request.url?.slice(1))
    reply.end()
  })
  const command = join(folder, 'switch-backend')
  const at = `http://127.0.0.1:${String(await listening(control))}`
  await writeFile(command, `#!/bin/sh\nexec curl -fsS "${at}/$1"\n`)
  await chmod(command, 0o755)
  return { port: await listening(proxy), command }
}

async function listening(server: Server): Promise<number> {
  onTestFinished(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}
