import { Queue, type QueueOptions } from 'bullmq'
import { Redis } from 'ioredis'
import { REDIS_OPTIONS } from './redis-options.ts'
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
  readonly #client: Redis

  /**
   * @param url of a Redis; while it is away commands fail at once
   * @param options BullMQ's, and what is to be called whenever Redis is there, again
   */
  constructor(name: string, url: string, { onConnected, ...options }: RedisQueueOptions) {
    const failFast = { maxRetriesPerRequest: 1, enableOfflineQueue: false }
    const client = new Redis(url, { ...failFast, ...REDIS_OPTIONS })
    // BullMQ listens, too, and passes on what it hears, but no longer once it is closed.
    client.on('error', () => undefined)
    client.on('ready', onConnected)
    super(name, { ...options, connection: client })
    this.#client = client
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
