import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { StartError } from '../failure.ts'
import { parseRedisUrl, type RedisAccess, type RedisPlace } from '../redis-url.ts'
import { REDIS_OPTIONS } from './redis-options.ts'
import { refusalOf } from './refusal.ts'

export type RedisClient = Redis | Cluster

/** As ioredis's constructors want them. */
type ClientOptions = RedisOptions & { readonly replyMapping?: 'legacy' }

/** Milliseconds between attempts to connect to a Redis that lets nobody in. */
const SHUT_OUT = 5_000

/** Opens a client of the Redis that REDIS_URL names: one server, a cluster, or what sentinels name. */
export function openRedis(url: string, options: ClientOptions): RedisClient {
  const place = parseRedisUrl(url)
  if (!place) throw new StartError('REDIS_URL names no Redis')
  const retry = createRetry()
  const client = connect(place, { retryStrategy: retry.delay, ...REDIS_OPTIONS, ...options })
  // BullMQ listens, too, and passes on what it hears, but no longer once it is closed.
  client.on('error', retry.heard)
  client.on('ready', retry.succeeded)
  return client
}

function connect(place: RedisPlace, options: ClientOptions): RedisClient {
  switch (place.kind) {
    case 'single':
      return new Redis(place.url, options)
    case 'sentinel':
      return new Redis({ ...options, ...sentinelOptions(place) })
    case 'cluster':
      return new Cluster([...place.nodes], clusterOptions(options, place.access))
    default:
      return place satisfies never
  }
}

function sentinelOptions(place: RedisPlace & { kind: 'sentinel' }): ClientOptions {
  const { sentinels, name, access, watch } = place
  return {
    ...loginOf(access),
    ...(watch.username !== undefined && { sentinelUsername: watch.username }),
    ...(watch.password !== undefined && { sentinelPassword: watch.password }),
    ...(access.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    sentinels: [...sentinels],
    name,
    sentinelRetryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
    sentinelCommandTimeout: 3_000,
    connectTimeout: 5_000,
    // It ends a client for good when a failover is told while the client asks the sentinels (measured,
    // with ioredis 6.0). Without it the old master's closed links tell.
    failoverDetector: false,
    // A master that was made a replica while we were connected: the sentinels know the new one.
    reconnectOnError: (error) => refusalOf(error) === 'READONLY',
  }
}

function clusterOptions(options: ClientOptions, access: RedisAccess) {
  const { retryStrategy, enableOfflineQueue = true, ...redisOptions } = options
  return {
    redisOptions: { ...redisOptions, ...loginOf(access) },
    enableOfflineQueue,
    clusterRetryStrategy: (attempt: number) => retryStrategy?.(attempt),
    // As with one server: what a cluster that is down answers is seen by whoever asks.
    enableReadyCheck: false,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: 3_000,
    // A certificate names its host: what is looked up first can't be compared with it.
    ...(access.tls && { dnsLookup: keepName }),
  }
}

function keepName(host: string, found: (error: null, address: string) => void): void {
  found(null, host)
}

function loginOf({ username, password, tls }: RedisAccess): ClientOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  }
}

/** BullMQ's own delays go up to 20 s, for which a worker would not notice that Redis is back. */
function createRetry() {
  let shutOut = false
  return {
    delay: (attempt: number) => (shutOut ? SHUT_OUT : Math.min(attempt * 50, 1_000)),
    heard: (error: unknown) => {
      shutOut = refusalOf(error) !== undefined
    },
    succeeded: () => {
      shutOut = false
    },
  }
}
