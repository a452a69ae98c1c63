import { PostgresConnection, type PostgresPoolConfig } from 'bullmq'
import pg from 'pg'
import { lossOf, newPool } from '../database/connection.ts'
import { exactIntegers } from '../json-stream/exact-integers.ts'
import { QUEUE_SCHEMA } from './names.ts'

const { JSONB } = pg.types.builtins

/** As `RedisWorker` does: node-postgres decodes the data of a job before BullMQ has it. */
const EXACT: pg.CustomTypesConfig = {
  getTypeParser(type, format): unknown {
    return type === JSONB && format !== 'binary' ? exactJson : pg.types.getTypeParser(type, format)
  },
}

function exactJson(text: string): unknown {
  return JSON.parse(exactIntegers(text))
}

/**
 * BullMQ's way to Postgres, over a pool of ours. On connections of its own nobody listens for
 * errors until they are in use: one that the server ended as soon as it was ready ended the process
 * (measured, with BullMQ 6.7).
 */
export class QueueConnection extends PostgresConnection {
  override readonly schema = QUEUE_SCHEMA
  readonly #pool: pg.Pool
  #closed: Promise<void> | undefined

  /** @param config where to, and as whom; one connection more than its `max` is for LISTEN */
  constructor({ options = '', max = 10, ...config }: pg.PoolConfig) {
    const own = `${options} -c search_path=${QUEUE_SCHEMA}`
    const pool = newPool({ ...config, options: own, max: max + 1, types: EXACT })
    super(pool as unknown as PostgresPoolConfig)
    this.#pool = pool
  }

  /** @throws when it was lost before BullMQ could hear of it; BullMQ tries again later */
  override async getListenClient(): ReturnType<PostgresConnection['getListenClient']> {
    const client = await super.getListenClient()
    const loss = lossOf(client)
    if (!loss) return client
    // What BullMQ missed: told of it, it lets this client go and opens another.
    ;(client as unknown as pg.PoolClient).emit('error', loss)
    throw loss
  }

  override close(): Promise<void> {
    this.#closed ??= super.close().then(() => this.#pool.end())
    return this.#closed
  }
}
