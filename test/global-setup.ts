import type { TestProject } from 'vitest/node'
import { buildUnsaid } from './build-unsaid.ts'
import { startSuitePostgres } from './postgres-server.ts'
import { startSuiteRedis } from './redis-server.ts'

/** One build, one Postgres and, where there is one, one Redis for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildUnsaid() // first: when it fails there is nothing to stop
  const redis = await startSuiteRedis()
  project.provide('redisUrl', redis.url)
  const { postgres, stop } = await startSuitePostgres({ outlastsPowerCuts: false })
  project.provide('postgres', postgres)
  return async () => {
    await stop()
    await redis.stop()
  }
}
