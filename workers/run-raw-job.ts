import type { Db } from '../src/database/connection.ts'
import { failureKind } from '../src/failure.ts'
import { storeBroken } from '../src/jobs/accept-raw.ts'
import type { Logger } from '../src/logger.ts'
import type { Metrics } from '../src/metrics/create-metrics.ts'
import type { RawJob } from '../src/queue/raw-job.ts'
import type { RawHandled } from '../src/queue/start-delivery-worker.ts'
import type { RawWorkspaces } from './raw-workspaces.ts'
import type { Singles } from './singles.ts'

export interface RawDeps {
  readonly db: Db
  readonly logger: Logger
  readonly metrics: Metrics
  readonly workspaces: RawWorkspaces
  readonly singles: Singles
}

/**
 * Makes the handler of raw jobs: what another program put into the queue is accepted into the
 * store and run like any other job. Until that commit it is as durable as its queue.
 *
 * Counted is what was stored, once: a job that comes again counts as known.
 */
export function createRawHandler({ db, logger, metrics, workspaces, singles }: RawDeps) {
  async function handle(raw: RawJob, repeated: boolean): Promise<RawHandled> {
    const { id, workspace, asked } = raw
    if (workspace === undefined || !(await workspaces.mayBeAddressed(workspace))) {
      metrics.rawJobs.inc({ result: 'workspace_not_found' })
      return { kind: 'workspace_not_found' }
    }
    if (!asked.ok) {
      const isNew = await storeBroken(db, workspace, id, asked.problems)
      metrics.rawJobs.inc({ result: isNew ? 'broken' : 'known' })
      return { kind: 'done', id }
    }
    const { request, reason } = asked
    const isNew = await singles.runRaw(workspace, { id, request, reason }, repeated)
    metrics.rawJobs.inc({ result: isNew ? 'accepted' : 'known' })
    return { kind: 'done', id }
  }

  return async function handleRaw(raw: RawJob, repeated: boolean): Promise<RawHandled> {
    try {
      return await handle(raw, repeated)
    } catch (err) {
      // What may pass must not fail a job that is stored nowhere yet: it goes back to its queue.
      const kind = failureKind(err) === 'other' ? 'failed' : 'away'
      if (kind === 'failed') logger.error({ err }, 'a raw job could not be accepted')
      metrics.rawJobs.inc({ result: kind })
      return { kind }
    }
  }
}
