import { onTestFinished } from 'vitest'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { callerAt, type TestApi } from '../http/api-test.ts'
import { startUnsaid } from '../http/unsaid-process.ts'
import { environmentOf } from '../cli/database-environment.ts'
import type { TestDatabase } from '../database-test.ts'
import { PEPPER_SECRET } from '../erasure/pepper.ts'
import type { Collector } from './collector.ts'

/** Starts all of Unsaid, with its traces sent to a collector. */
export async function startTraced(
  database: TestDatabase,
  { env }: Pick<Collector, 'env'>,
  backend: QueueBackend,
): Promise<Omit<TestApi, 'close'>> {
  const queue = backend.kind === 'redis' ? { REDIS_URL: backend.url } : {}
  const settings = { ...environmentOf(database), UNSAID_PEPPER: PEPPER_SECRET, ...queue, ...env }
  const unsaid = await startUnsaid(settings)
  onTestFinished(() => void unsaid.stop())
  return callerAt(unsaid.address, database)
}
