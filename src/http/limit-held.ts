import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isGzip } from './content-encoding.ts'
import { refuse } from './refuse.ts'
import { createShares, type Shares } from './shares.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request holds until it is answered, besides its body. */
    holds?: (request: FastifyRequest) => Held | undefined
  }
}

type Held = 'streams' | 'waits'

/** What requests of one workspace may hold at a time; 0, or absent: as much as they like. */
export interface HeldLimits {
  /** Lists that come as streams, and streams of events. */
  readonly streams?: number | undefined
  /** Requests that wait for an outcome. */
  readonly waits?: number | undefined
  /** Bytes of bodies that are read as a whole; those of all workspaces may be three times as many. */
  readonly bodyBytes?: number | undefined
}

const SENTENCES = {
  streams: 'Too many streams of this workspace are open; try again when one has ended',
  waits: 'Too many requests of this workspace wait for an outcome; try again later, or poll',
  bodyBytes:
    'This workspace is sending too many bytes of bodies at once; try again when a request has arrived',
} as const

const WORKSPACES = 3

/**
 * Keeps one workspace's requests from taking the sockets and the memory of the others'. What a
 * request holds it gives back when its connection is done with it, answered or not.
 */
export function limitHeld(server: FastifyInstance, limits: HeldLimits): void {
  const { streams = 0, waits = 0, bodyBytes = 0 } = limits
  const shares = {
    streams: createShares(streams),
    waits: createShares(waits),
    bodyBytes: createShares(bodyBytes, WORKSPACES * bodyBytes),
  }
  server.addHook('onRequest', (request, reply, done) => {
    const missing = wantsOf(request).find(
      ([what, amount]) => !take(shares[what], request, reply, amount),
    )
    if (!missing) done()
    else refuse(reply.header('retry-after', '1'), 'rate_limit_exceeded', SENTENCES[missing[0]])
  })
}

/** A body that is taken as a stream is not held. */
function wantsOf(request: FastifyRequest): [keyof typeof SENTENCES, number][] {
  const held = request.routeOptions.config.holds?.(request)
  if (held === 'streams') return [['streams', 1]]
  return [...(held ? [[held, 1] as [Held, number]] : []), ['bodyBytes', bytesOf(request)]]
}

/** @returns whether there was so much left */
function take(
  shares: Shares,
  { caller }: FastifyRequest,
  reply: FastifyReply,
  amount: number,
): boolean {
  if (!caller || amount === 0) return true
  const giveBack = shares.take(caller.workspace, amount)
  if (giveBack) reply.raw.once('close', giveBack)
  return giveBack !== undefined
}

/** What it says of itself; one that does not say may become as long as its route lets it. */
function bytesOf(request: FastifyRequest): number {
  const { headers, routeOptions } = request
  const said = Number(headers['content-length'] ?? Number.NaN)
  if (headers['transfer-encoding'] === undefined && Number.isNaN(said)) return 0
  const most = routeOptions.bodyLimit
  return Number.isNaN(said) || isGzip(request) ? most : Math.min(said, most)
}
