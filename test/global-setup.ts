import type { TestProject } from 'vitest/node'
import { startSuitePostgres } from './postgres-server.ts'
import { startSuiteRedis } from './redis-server.ts'

/** One Postgres and, where there is one, one Redis for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startSuiteRedis()
  project.provide('redisUrl', redis.url)
  const { postgres, stop } = await startSuitePostgres()
  project.provide('postgres', postgres)
  return async () => {
    await stop()
    await redis.stop()
  }
}
