import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { startSentinel } from '../queue/redis-sentinel.ts'
import { joinCluster, openServers, portOf } from '../queue/redis-servers.ts'
import type { RedisServer } from '../redis-server.ts'
import { openSwitch } from '../scene/open-switch.ts'

/** A Redis that refuses, or will. */
export interface RefusingServer {
  /** As Unsaid is given it. */
  readonly url: string
  /** Clients of whoever refuses: they know how often it was asked. */
  readonly asked: readonly Redis[]
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}

export interface Refusal {
  /** The first word of the reply. */
  readonly word: string
  /** What `/readyz` says. */
  readonly reason: string
  /** @returns undefined where no Redis is installed */
  readonly open: () => Promise<RefusingServer | undefined>
}

type Command = readonly [string, ...string[]]

/** Those that Unsaid waits for, whether it finds them or they come later. */
export const WAITED_FOR: readonly Refusal[] = [
  told('OOM', 'queue_full', {
    begin: ['config', 'set', 'maxmemory', '1'],
    end: ['config', 'set', 'maxmemory', '0'],
  }),
  told('READONLY', 'queue_read_only', {
    begin: ['replicaof', '127.0.0.1', '1'],
    end: ['replicaof', 'no', 'one'],
  }),
  told('NOREPLICAS', 'queue_refuses', {
    begin: ['config', 'set', 'min-replicas-to-write', '1'],
    end: ['config', 'set', 'min-replicas-to-write', '0'],
  }),
  { word: 'MISCONF', reason: 'queue_refuses', open: openMisconfigured },
  { word: 'LOADING', reason: 'queue_refuses', open: openLoading },
  { word: 'CLUSTERDOWN', reason: 'queue_refuses', open: openClusterDown },
]

/** Those that keep a process from starting: they only come later. */
export const ONLY_LATER: readonly Refusal[] = [
  { word: 'NOPERM', reason: 'queue_refuses', open: openForbidden },
  { word: 'NOAUTH', reason: 'queue_refuses', open: openShut },
  { word: 'MOVED', reason: 'queue_refuses', open: openMoved },
  { word: 'ERR', reason: 'queue_refuses', open: openSentinel },
]

interface Told {
  readonly begin: Command
  readonly end: Command
}

/** One that is as it is told to be. */
function told(word: string, reason: string, { begin, end }: Told): Refusal {
  const open = async () => {
    const opened = await openOne()
    if (!opened) return undefined
    const { server, redis } = opened
    const tell = ([command, ...args]: Command) => redis.call(command, ...args)
    return { url: server.url, asked: [redis], begin: () => tell(begin), end: () => tell(end) }
  }
  return { word, reason, open }
}

async function openOne(settings: Readonly<Record<string, string>> = {}) {
  const [server] = (await openServers(1, settings)) ?? []
  return server && { server, redis: clientOf(server.url) }
}

/** Answers while its server loads, too. */
function clientOf(url: string): Redis {
  const redis = new Redis(url, { enableReadyCheck: false, retryStrategy: () => 100 })
  redis.on('error', () => {}) // away while it is restarted
  onTestFinished(() => redis.disconnect())
  return redis
}

/** Where its snapshot belongs there is a folder: a right that is missing would not stop root. */
async function openMisconfigured(): Promise<RefusingServer | undefined> {
  const opened = await openOne({ save: '3600 1' })
  if (!opened) return undefined
  const { server, redis } = opened
  const inTheWay = join(server.folder, 'dump.rdb')
  const saved = async (how: 'ok' | 'err') => {
    await redis.bgsave()
    await expect
      .poll(() => redis.info('persistence'))
      .toMatch(new RegExp(`rdb_bgsave_in_progress:0[^]*rdb_last_bgsave_status:${how}`))
  }
  return {
    ...{ url: server.url, asked: [redis] },
    begin: () => mkdir(inTheWay).then(() => saved('err')),
    end: () => rmdir(inTheWay).then(() => saved('ok')),
  }
}

/** It reads each of many keys slowly, until it is told not to. */
async function openLoading(): Promise<RefusingServer | undefined> {
  const slow = { 'key-load-delay': '10000', 'loading-process-events-interval-bytes': '1024' }
  const opened = await openOne(slow)
  if (!opened) return undefined
  const { server, redis } = opened
  for (let at = 0; at < 20; at++) {
    const keys = Array.from({ length: 1_000 }, (_, key) => [`filler:${at}:${key}`, 'x'.repeat(64)])
    await redis.mset(keys.flat())
  }
  await redis.call('bgrewriteaof')
  await expect.poll(() => redis.info('persistence')).toMatch(/aof_rewrite_in_progress:0/)
  let restarted: Promise<void> | undefined
  onTestFinished(() => restarted)
  return {
    ...{ url: server.url, asked: [redis] },
    async begin() {
      restarted = server.restart()
      await expect.poll(() => redis.ping().catch(String)).toContain('LOADING')
    },
    async end() {
      await redis.config('SET', 'key-load-delay', '0')
      await expect.poll(() => redis.ping().catch(String), { interval: 10 }).toBe('PONG')
    },
  }
}

/** Nobody has one of its slots, another one than the queues'. */
async function openClusterDown(): Promise<RefusingServer | undefined> {
  const servers = await openServers(3, { 'cluster-enabled': 'yes' })
  if (!servers) return undefined
  await joinCluster(servers)
  const nodes = servers.map((server) => `127.0.0.1:${portOf(server)}`).join(',')
  const asked = servers.map(({ url }) => clientOf(url))
  const becomes = async (state: string) => {
    const states = () => Promise.all(asked.map((one) => one.call('cluster', 'info')))
    await expect
      .poll(async () => (await states()).every((one) => String(one).includes(state)))
      .toBe(true)
  }
  return {
    ...{ url: `redis+cluster://${nodes}`, asked },
    async begin() {
      for (const redis of asked) await redis.call('cluster', 'delslots', '0')
      await becomes('cluster_state:fail')
    },
    async end() {
      await asked[0]!.call('cluster', 'addslots', '0')
      await becomes('cluster_state:ok')
    },
  }
}

async function openForbidden(): Promise<RefusingServer | undefined> {
  const opened = await openOne()
  if (!opened) return undefined
  const { server, redis } = opened
  const rights = ['~{unsaid}:*', '+@all', '-@admin', '-@dangerous']
  await redis.call('acl', 'setuser', 'unsaid', 'on', '>pw', ...rights)
  return {
    ...{ url: `redis://unsaid:pw@127.0.0.1:${portOf(server)}`, asked: [redis] },
    begin: () => redis.call('acl', 'setuser', 'unsaid', '-@scripting'),
    end: () => redis.call('acl', 'setuser', 'unsaid', '+@scripting'),
  }
}

/** It asks for a password from now on, and whoever is in is put out. */
async function openShut(): Promise<RefusingServer | undefined> {
  const opened = await openOne()
  if (!opened) return undefined
  const { server, redis } = opened
  return {
    ...{ url: server.url, asked: [redis] },
    async begin() {
      await redis.config('SET', 'requirepass', 'secret')
      await redis.auth('secret')
      await redis.call('client', 'kill', 'type', 'normal')
    },
    end: () => redis.config('SET', 'requirepass', ''),
  }
}

/** Behind one address there is another server now: a node of a cluster, which has other slots. */
async function openMoved(): Promise<RefusingServer | undefined> {
  const opened = await openOne()
  const servers = await openServers(2, { 'cluster-enabled': 'yes' })
  if (!opened || !servers) return undefined
  await joinCluster(servers)
  const clients = servers.map(({ url }) => clientOf(url))
  const replies = await Promise.all(
    clients.map((one) => one.exists('{unsaid}:redactions:meta').catch(String)),
  )
  const at = replies.findIndex((reply) => String(reply).includes('MOVED'))
  return behindSwitch(opened.server, servers[at]!.url, clients[at]!)
}

async function openSentinel(): Promise<RefusingServer | undefined> {
  const opened = await openOne()
  if (!opened) return undefined
  const url = `redis://127.0.0.1:${await startSentinel('main', portOf(opened.server))}`
  return behindSwitch(opened.server, url, clientOf(url))
}

async function behindSwitch(server: RedisServer, other: string, redis: Redis) {
  const between = await openSwitch(Number(portOf(server)))
  return {
    ...{ url: `redis://127.0.0.1:${between.port}`, asked: [redis] },
    begin: async () => between.turnTo(Number(new URL(other).port)),
    end: async () => between.turnTo(Number(portOf(server))),
  }
}
