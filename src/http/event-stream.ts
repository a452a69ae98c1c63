import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from '../logger.ts'

/** One event of a stream; neither its id nor its name holds a line break. */
export interface ServerEvent {
  readonly id: string
  readonly event: string
  readonly data: object
}

/**
 * Opens the events of one stream. They end soon after `stopped` is aborted, whichever way: an end,
 * a return or an error.
 */
export type OpenEvents = (stopped: AbortSignal) => AsyncIterable<ServerEvent>

/** Answers with a stream of events. Resolves when it is over; never rejects. */
export type SendEvents = (reply: FastifyReply, open: OpenEvents) => Promise<void>

/** Milliseconds between two signs of life: proxies cut what is silent for a minute, some sooner. */
const HEARTBEAT = 15_000

/** Milliseconds after which a client whose stream ended comes back. */
const RETRY = 2_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would collect the events.
  'x-accel-buffering': 'no',
}

/**
 * Makes what answers with server-sent events. A stream ends with its events, when its reader goes
 * away, and at once when the server closes; events are asked for only as fast as they are read.
 *
 * @param heartbeat milliseconds between two comments that show that the connection lives
 */
export function openEventStreams(
  server: FastifyInstance,
  logger: Logger,
  heartbeat = HEARTBEAT,
): SendEvents {
  const streams = new Set<AbortController>()
  let closing = false
  server.addHook('preClose', (done) => {
    closing = true
    for (const one of streams) one.abort()
    done()
  })
  return async (reply, open) => {
    const stop = begin(reply, heartbeat)
    streams.add(stop)
    const isGone = reply.raw.destroyed
    if (closing || isGone || reply.request.method === 'HEAD') stop.abort()
    try {
      if (!stop.signal.aborted) await pump(reply.raw, open(stop.signal), stop.signal)
    } catch (error) {
      if (!stop.signal.aborted) fail(reply, error, logger)
    }
    streams.delete(stop)
    stop.abort()
  }
}

/** @returns what ends the answer; it is told when its reader went away */
function begin(reply: FastifyReply, heartbeat: number): AbortController {
  const { raw } = reply.headers(HEADERS).hijack()
  for (const [name, value = []] of Object.entries(reply.getHeaders())) raw.setHeader(name, value)
  raw.write(`retry: ${String(RETRY)}\n\n`)
  const beat = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(':\n\n')
  }, heartbeat)
  const stop = new AbortController()
  stop.signal.addEventListener('abort', () => {
    clearInterval(beat)
    // When the server closes, Node drops connections whose answer is ended, even if nobody reads it.
    raw.end()
  })
  raw.once('close', () => stop.abort())
  return stop
}

async function pump(
  raw: ServerResponse,
  events: AsyncIterable<ServerEvent>,
  stopped: AbortSignal,
): Promise<void> {
  for await (const { id, event, data } of events) {
    if (stopped.aborted) return
    const isTaken = raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (!isTaken) await once(raw, 'drain', { signal: stopped })
  }
}

/** Cut, so that it does not look like the end. */
function fail({ request, raw }: FastifyReply, error: unknown, logger: Logger): void {
  const route = request.routeOptions.url
  logger.error({ err: error, request_id: request.id, route }, 'an event stream failed')
  raw.destroy()
}
