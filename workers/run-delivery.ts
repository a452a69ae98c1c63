import type { Db } from '../src/database/connection.ts'
import { failureKind } from '../src/failure.ts'
import type { Logger } from '../src/logger.ts'
import type { Handled, ReceivedDelivery } from '../src/queue/start-delivery-worker.ts'
import { createQuarantine } from './quarantine.ts'
import { runGroup } from './run-group.ts'

/** Runs jobs of a workspace to their end; throws only when Postgres is away. */
export type RunJobs = (
  workspace: string,
  jobs: readonly string[],
  repeated: boolean,
) => Promise<void>

/** Jobs run as a group straight away; those of a repeated delivery go through quarantine. */
export function createRunner(db: Db, logger: Logger): RunJobs {
  const quarantine = createQuarantine(db, logger)
  return (workspace, jobs, repeated) =>
    repeated ? quarantine.run(workspace, jobs) : runGroup(db, { workspace, jobs }, logger)
}

/**
 * Makes the handler of deliveries. While Postgres is away a delivery is handed back untouched.
 */
export function createDeliveryHandler(run: RunJobs, logger: Logger) {
  return async function handle({ w, jobs, repeated }: ReceivedDelivery): Promise<Handled> {
    const ids = [...new Set(jobs)]
    try {
      await run(w, ids, repeated)
      return 'done'
    } catch (err) {
      if (failureKind(err) === 'away') return 'away'
      // Its wakeups bring the jobs back; BullMQ must not store what was thrown.
      logger.error({ workspace: w, jobs: ids.length, err }, 'a delivery had no effect')
      return 'done'
    }
  }
}
