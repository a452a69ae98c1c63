import { Queue, type QueueOptions } from 'bullmq'
import { openRedis, type RedisClient } from './open-redis.ts'
import { refusalOf } from './refusal.ts'
import { writeProbe } from './write-probe.ts'
import { within } from './within.ts'

/** Milliseconds for what is on its way to be answered, once the queue is closed. */
const FAREWELL = 4_000

interface RedisQueueOptions extends Omit<QueueOptions, 'connection'> {
  readonly onConnected: () => void
}

/**
 * BullMQ's queue on Redis, over a client of ours. A client of its own that is reconnecting when the
 * queue closes it lets go of, and it goes on reconnecting: the process never ended, and was told of
 * each attempt on stderr (measured, with BullMQ 6.7).
 */
export class RedisQueue extends Queue {
  readonly #client: RedisClient
  /** How Redis refused the last attempt to connect. */
  #shutOut: Error | undefined

  /**
   * @param url of a Redis; while it is away commands fail at once
   * @param options BullMQ's, and what is to be called whenever Redis is there, again
   */
  constructor(name: string, url: string, { onConnected, ...options }: RedisQueueOptions) {
    const client = openRedis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
    client.on('ready', onConnected)
    super(name, { ...options, connection: client, skipVersionCheck: true })
    this.#client = client
    client.on('error', (error: Error) => {
      this.#shutOut = refusalOf(error) === undefined ? undefined : error
    })
  }

  /** @throws what Redis answers when it takes no writes under the queue's prefix */
  async probe(): Promise<void> {
    // While it lets nobody in, BullMQ waits for a connection and knows no reason.
    if (this.#client.status !== 'ready' && this.#shutOut) throw this.#shutOut
    await this.waitUntilReady()
    await writeProbe(this.#client, this.opts.prefix)
  }

  override async close(): Promise<void> {
    try {
      await super.close()
      if (this.#client.status === 'ready') await within(FAREWELL, this.#client.quit())
    } finally {
      this.#client.disconnect()
    }
  }
}
