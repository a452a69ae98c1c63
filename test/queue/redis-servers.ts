import { Redis, type RedisOptions as Options } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { startRedis, type RedisServer } from '../redis-server.ts'
import { freePort } from '../../src/database/embedded/free-port.ts'

const SLOTS = 16_384

export const portOf = ({ url }: RedisServer) => new URL(url).port

/** Servers that end with the test; undefined where no Redis is installed. */
export async function openServers(count: number, settings: Readonly<Record<string, string>> = {}) {
  const servers: RedisServer[] = []
  for (let at = 0; at < count; at++) {
    const bus = settings['cluster-enabled'] ? { 'cluster-port': String(await freePort()) } : {}
    const server = await startRedis({ settings: { ...settings, ...bus } })
    if (!server) return undefined
    onTestFinished(() => server.stop())
    servers.push(server)
  }
  return servers
}

/**
 * Masters share all slots.
 *
 * @param options how they are reached, if their URL does not say all
 */
export async function joinCluster(
  servers: readonly Pick<RedisServer, 'url'>[],
  options: Pick<Options, 'tls'> = {},
): Promise<void> {
  const clients = servers.map(({ url }) => new Redis(url, options))
  const share = Math.ceil(SLOTS / servers.length)
  for (const [at, client] of clients.entries()) {
    const [from, to] = [at * share, Math.min(SLOTS, (at + 1) * share) - 1]
    await client.call('cluster', 'addslotsrange', from, to)
    await client.call('config', 'set', 'cluster-node-timeout', '2000')
  }
  for (const client of clients.slice(1)) {
    const nodes = String(await client.call('cluster', 'nodes'))
    const [, port = '', bus = ''] = /:(\d+)@(\d+)/.exec(nodes) ?? []
    await clients[0]!.call('cluster', 'meet', '127.0.0.1', port, bus)
  }
  const states = () => Promise.all(clients.map((one) => one.call('cluster', 'info')))
  await expect
    .poll(async () => (await states()).every((one) => /cluster_state:ok/.test(String(one))))
    .toBe(true)
  for (const client of clients) client.disconnect()
}

/** The master that has the queues' slot. */
export async function holderOf<Server extends Pick<RedisServer, 'url'>>(
  servers: readonly Server[],
  options: Pick<Options, 'tls'> = {},
): Promise<Server> {
  for (const server of servers) {
    const client = new Redis(server.url, options)
    const has = await client.exists('{unsaid}:redactions:meta').catch(() => 0)
    client.disconnect()
    if (has) return server
  }
  throw new Error('no master has the queue')
}
