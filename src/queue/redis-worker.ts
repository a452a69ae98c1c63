import { withBackend, type Job, type JobJson, type Processor, type WorkerOptions } from 'bullmq'
import { exactIntegers } from '../json-stream/exact-integers.ts'
import { openRedis, type RedisClient } from './open-redis.ts'
import { createPatientRedis } from './patient-redis.ts'
import { within } from './within.ts'
import { writeProbe } from './write-probe.ts'

/** Milliseconds for Redis to answer whoever is about to leave. */
const FAREWELL = 2_000

const { Worker } = withBackend(createPatientRedis)

/**
 * BullMQ's worker on Redis, over a client of ours, but integers in a job's data that JavaScript
 * can't hold become strings, as in a request over HTTP: BullMQ reads 12345678901234567891 as another
 * message's id. Data that is no JSON becomes null, for a request that is refused: BullMQ throws.
 */
export class RedisWorker extends Worker {
  readonly #client: RedisClient

  /** @param url of a Redis; while it is away all waits: BullMQ demands retries without end */
  constructor(
    name: string,
    url: string,
    processor: Processor<unknown>,
    options: Omit<WorkerOptions, 'connection'>,
  ) {
    const client = openRedis(url, { maxRetriesPerRequest: null })
    // BullMQ asks INFO for the version, and where an ACL forbids that it asks for ever.
    super(name, processor, { ...options, connection: client, skipVersionCheck: true })
    this.#client = client
  }

  /** Whether Redis is there, and takes what is written. */
  async isHeard(): Promise<boolean> {
    if (this.#client.status !== 'ready') return false
    const asked = within(FAREWELL, writeProbe(this.#client, this.opts.prefix))
    return asked.then(
      () => true,
      () => false,
    )
  }

  override async close(force?: boolean): Promise<void> {
    try {
      await super.close(force)
    } finally {
      this.#client.disconnect()
    }
  }

  protected override createJob(json: JobJson, id: string): Job {
    const job = this.#read(json, id)
    // Its text is searched only then: of 40,000 jobs a second hardly one has a number at all.
    if (!hasUnsafeNumber(job.data)) return job
    return super.createJob({ ...json, data: exactIntegers(json.data) }, id)
  }

  #read(json: JobJson, id: string): Job {
    try {
      return super.createJob(json, id)
    } catch {
      return super.createJob({ ...json, data: 'null' }, id)
    }
  }
}

function hasUnsafeNumber(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return Object.values(data).some((one) => typeof one === 'number' && !Number.isSafeInteger(one))
}
