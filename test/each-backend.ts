import { describe, inject } from 'vitest'
import { NO_REDIS } from './redis-server.ts'

export type TestedBackend = 'redis' | 'postgres'

/** Runs a suite once on each queue backend. Without a Redis its half is counted as skipped, with the reason. */
export function describeBackends(name: string, suite: (backend: TestedBackend) => void): void {
  const withoutRedis = inject('redisUrl') === undefined
  const options = withoutRedis ? { skip: true, meta: { skipReason: NO_REDIS } } : {}

  describe(`${name} (postgres)`, () => {
    suite('postgres')
  })
  describe(`${name} (redis)`, options, () => {
    suite('redis')
  })
}
