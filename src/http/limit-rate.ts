import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RedisClient } from '../queue/open-redis.ts'
import { refuse } from './refuse.ts'
import { WindowStore } from './window-store.ts'

export interface RateLimit {
  /** Requests of one token in one window; 0: as many as it likes. */
  readonly most: number
  /** Milliseconds of a window; default ten seconds, which are Intercom's. */
  readonly window?: number | undefined
  /** Where the count is kept for all API processes together; absent: each counts for itself. */
  readonly redis?: RedisClient | undefined
}

type Check = ReturnType<FastifyInstance['createRateLimit']>
type Count = Exclude<Awaited<ReturnType<Check>>, { isAllowed: true }>

const WINDOW = 10_000

/** Milliseconds for which a Redis that failed is not asked again: its silence costs each request time. */
const LET_REST = 2_000

/**
 * Limits what one token may ask, with Intercom's headers. Whatever has no valid token is not
 * counted: it gets no further than its 401. While Redis is away nobody is limited.
 */
export function limitRate(server: FastifyInstance, limit: RateLimit): void {
  if (limit.most === 0) return
  const count = openCount(server, limit)
  server.addHook('onRequest', async (request, reply) => {
    const counted = request.caller && (await count(request))
    return counted ? applyLimit(reply, counted) : undefined
  })
}

/** Counts a request; undefined while nobody can say how many there were. */
function openCount(server: FastifyInstance, { most, window, redis }: RateLimit) {
  void server.register(rateLimit, {
    global: false,
    max: most,
    timeWindow: window ?? WINDOW,
    keyGenerator: (request) => request.caller?.tokenId ?? '',
    ...(redis ? { redis, nameSpace: '{unsaid}:rate:' } : { store: WindowStore }),
  })
  // The plugin is there only once the server is ready, and the hook's place is here.
  let check: Check | undefined
  let restUntil = 0
  return async (request: FastifyRequest): Promise<Count | undefined> => {
    // A Redis that isn't connected costs nobody time; once it is, it counts from then on.
    if (redis && redis.status !== 'ready') return undefined
    if (performance.now() < restUntil) return undefined
    try {
      check ??= server.createRateLimit()
      const counted = await check(request)
      return counted.isAllowed ? undefined : counted
    } catch {
      restUntil = performance.now() + LET_REST
      return undefined
    }
  }
}

function applyLimit(reply: FastifyReply, count: Count): FastifyReply | undefined {
  void reply.headers({
    'x-ratelimit-limit': count.max,
    'x-ratelimit-remaining': count.remaining,
    // The official SDK takes the reset for unix seconds; the plugin gives milliseconds left.
    'x-ratelimit-reset': Math.ceil((Date.now() + count.ttl) / 1000),
  })
  if (!count.isExceeded) return undefined
  const seconds = Math.max(1, count.ttlInSeconds)
  return refuse(reply.header('retry-after', seconds), 'rate_limit_exceeded')
}
