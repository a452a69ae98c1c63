import type pg from 'pg'
import { newPool } from '../src/database/connection.ts'

/** A pool for counterparts: whoever asks for a connection waits his turn, however many ask. */
export function patientPool(config: pg.PoolConfig): pg.Pool {
  const pool = newPool({ ...config, connectionTimeoutMillis: 0 })
  // graphile-worker warns of a pool whose clients have none.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
