import { readFile } from 'node:fs/promises'
import { onTestFinished } from 'vitest'
import type { CertificateFiles } from '../certificate-files.ts'
import { startRedis } from '../redis-server.ts'
import { freePort } from '../../src/database/embedded/free-port.ts'

/** A server's way by TLS. */
export interface SecuredServer {
  readonly url: string
  kill(): Promise<void>
  restart(): Promise<void>
}

/** What servers and sentinels are told, to speak TLS with everybody, each other included. */
export function tlsSettings({ key, cert }: CertificateFiles): Record<string, string> {
  return {
    ...{ 'tls-cert-file': cert, 'tls-key-file': key, 'tls-ca-cert-file': cert },
    ...{ 'tls-auth-clients': 'no', 'tls-replication': 'yes' },
  }
}

/** How a client of ours is told of the authority. */
export async function trusting({ cert }: CertificateFiles): Promise<{ ca: string }> {
  return { ca: await readFile(cert, 'utf8') }
}

/** Servers that speak TLS, and end with the test; undefined where no Redis is installed. */
export async function openSecured(
  count: number,
  files: CertificateFiles,
  { cluster = false } = {},
): Promise<SecuredServer[] | undefined> {
  const servers: SecuredServer[] = []
  for (let at = 0; at < count; at++) {
    const [port, bus] = [await freePort(), await freePort()]
    const clustered = { 'cluster-enabled': 'yes', 'tls-cluster': 'yes', 'cluster-port': `${bus}` }
    const settings = { 'tls-port': `${port}`, ...tlsSettings(files), ...(cluster && clustered) }
    const server = await startRedis({ settings })
    if (!server) return undefined
    onTestFinished(() => server.stop())
    const { kill, restart } = server
    servers.push({ url: `rediss://127.0.0.1:${port}`, kill, restart })
  }
  return servers
}
