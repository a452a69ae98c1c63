import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { certificateFiles, NO_OPENSSL, type CertificateFiles } from '../certificate-files.ts'
import { knowsReplicas, startSentinel } from '../queue/redis-sentinel.ts'
import { holderOf, joinCluster } from '../queue/redis-servers.ts'
import { openSecured, trusting, type SecuredServer } from '../queue/redis-tls.ts'
import { NO_REDIS } from '../redis-server.ts'

/** Servers that speak TLS, as Unsaid is told of them. */
export interface Secured {
  readonly env: Readonly<Record<string, string>>
  /** What goes wrong there while Unsaid is away. */
  readonly disturb: () => Promise<void>
}

const portOf = ({ url }: SecuredServer) => new URL(url).port

/** A cluster of three masters, whose links are TLS as well. */
export async function securedCluster(): Promise<Secured | string> {
  const files = await certificateFiles()
  if (!files) return NO_OPENSSL
  const servers = await openSecured(3, files, { cluster: true })
  if (!servers) return NO_REDIS
  const tls = await trusting(files)
  await joinCluster(servers, { tls })
  const nodes = servers.map((server) => `127.0.0.1:${portOf(server)}`).join(',')
  const env = { REDIS_URL: `rediss+cluster://${nodes}`, NODE_EXTRA_CA_CERTS: files.cert }
  const disturb = async () => {
    const holder = await holderOf(servers, { tls })
    await holder.kill()
    await holder.restart()
  }
  return { env, disturb }
}

/** A master, its replica and a sentinel; the master is lost. */
export async function securedSentinel(): Promise<Secured | string> {
  const files = await certificateFiles()
  if (!files) return NO_OPENSSL
  const servers = await openSecured(2, files)
  if (!servers) return NO_REDIS
  const [master, replica] = servers as [SecuredServer, SecuredServer]
  const port = await watchedBySentinel(master, replica, files)
  const REDIS_URL = `rediss+sentinel://127.0.0.1:${port}/main`
  return { env: { REDIS_URL, NODE_EXTRA_CA_CERTS: files.cert }, disturb: () => master.kill() }
}

async function watchedBySentinel(
  master: SecuredServer,
  replica: SecuredServer,
  files: CertificateFiles,
): Promise<number> {
  const follow = new Redis(replica.url, { tls: await trusting(files) })
  onTestFinished(() => follow.disconnect())
  await follow.replicaof('127.0.0.1', portOf(master))
  const port = await startSentinel('main', portOf(master), files)
  await expect.poll(() => knowsReplicas(port, 'main', files)).toBe(1)
  await expect.poll(() => follow.info('replication')).toContain('master_link_status:up')
  return port
}
