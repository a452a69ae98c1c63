import { PostgresQueueBackend, type createPostgresBackend } from 'bullmq'
import type pg from 'pg'
import { failureKind } from '../failure.ts'
import { QueueConnection } from './queue-connection.ts'

/**
 * BullMQ's backend on Postgres, but a lost connection looks to BullMQ as it does on Redis, so that
 * what ends a job is tried until the server is back. Else it takes a completion that was lost with
 * its connection for a failure of the job: one without `attempts` ended as failed (measured).
 */
export const createPatientBackend: typeof createPostgresBackend = (name, options, kind = {}) => {
  // BullMQ shows connections of this name as the queue's workers.
  const worker = kind.withBlockingConnection ? name : undefined
  const connection = new QueueConnection(options.connection as pg.PoolConfig)
  const backend = new PostgresQueueBackend(connection, name, options, true, worker)
  backend.moveToCompleted = patient(backend.moveToCompleted.bind(backend))
  backend.moveToFailed = patient(backend.moveToFailed.bind(backend))
  backend.moveJobFromActiveToWait = patient(backend.moveJobFromActiveToWait.bind(backend))
  return backend
}

function patient<A extends unknown[], T>(end: (...args: A) => Promise<T>) {
  return async (...args: A): Promise<T> => {
    try {
      return await end(...args)
    } catch (error) {
      // The message is how BullMQ knows it.
      throw failureKind(error) === 'away'
        ? new Error('Connection is closed.', { cause: error })
        : error
    }
  }
}
