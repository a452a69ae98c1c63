import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { peerOf } from '../database/peer.ts'
import { waiterChannel } from '../jobs/notify-waiters.ts'
import type { Logger } from '../logger.ts'

export interface ListenOptions {
  readonly url: string
  readonly waiter: string
  /** Called at every notification, and after every (re)connect: something may have been missed. */
  readonly onNews: () => void
}

/** Milliseconds before a lost connection is opened again. */
const RECONNECT_AFTER = 500

/**
 * Keeps one connection that listens for a waiter's notifications, opened again when it is lost. A
 * pooler passes none on: behind one nobody listens.
 */
export function listen(options: ListenOptions, logger: Logger): { close(): Promise<void> } {
  const stop = new AbortController()
  const ended = keepListening(options, stop.signal, logger)
  return {
    async close() {
      stop.abort()
      await ended
    },
  }
}

async function keepListening(
  options: ListenOptions,
  stop: AbortSignal,
  logger: Logger,
): Promise<void> {
  while (!stop.aborted) {
    const heard = await listenOnce(options, stop).catch((err: unknown) => {
      logger.debug({ err }, 'could not listen for outcomes')
      return 'nothing yet' as const
    })
    if (heard === 'nothing ever') {
      logger.info('behind a pooler: outcomes are looked for, as LISTEN does not work')
      return
    }
    await pause(RECONNECT_AFTER, undefined, { signal: stop }).catch(() => undefined)
  }
}

/** Listens on one connection until it is lost, or told to stop. */
async function listenOnce(
  options: ListenOptions,
  stop: AbortSignal,
): Promise<'news' | 'nothing ever'> {
  const client = newClient(options)
  let letGo = () => undefined as void
  const over = new Promise<void>((resolve) => {
    letGo = resolve
  })
  client.on('error', letGo).on('end', letGo).on('notification', options.onNews)
  stop.addEventListener('abort', letGo)
  try {
    await client.connect()
    if ((await peerOf(client)).pooled) return 'nothing ever'
    await client.query(`listen ${client.escapeIdentifier(waiterChannel(options.waiter))}`)
    options.onNews()
    await over
    return 'news'
  } finally {
    stop.removeEventListener('abort', letGo)
    await client.end().catch(() => undefined)
  }
}

function newClient({ url }: ListenOptions): pg.Client {
  return new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
}
