import type { Db } from '../../src/database/connection.ts'
import { failureKind } from '../../src/failure.ts'
import { storeBroken } from '../../src/jobs/accept-raw.ts'
import type { Logger } from '../../src/logger.ts'
import type { Metrics } from '../../src/metrics/create-metrics.ts'
import type { RawJob } from '../../src/queue/raw-job.ts'
import type { RawHandled } from '../../src/queue/start-delivery-worker.ts'
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
 *
 * A thousand of them are held at once, so that each promise in between counts: garbage that
 * outlives a collection or two is what they cost most (measured).
 */
export function createRawHandler({ db, logger, metrics, workspaces, singles }: RawDeps) {
  function run(workspace: string, { id, asked }: RawJob, repeated: boolean): Promise<boolean> {
    if (!asked.ok) return storeBroken(db, workspace, id, asked.problems)
    const { request, reason } = asked
    return singles.runRaw(workspace, { id, request, reason }, repeated)
  }

  return async function handleRaw(raw: RawJob, repeated: boolean): Promise<RawHandled> {
    try {
      const { id, workspace, asked } = raw
      if (workspace === undefined || !(await workspaces.mayBeAddressed(workspace))) {
        metrics.rawJobs.inc({ result: 'workspace_not_found' })
        // What it calls its workspace is somebody's words.
        logger.warn({ job: id, code: 'workspace_not_found' }, 'a raw job was refused')
        return { kind: 'workspace_not_found' }
      }
      const isNew = await run(workspace, raw, repeated)
      if (isNew && !asked.ok) {
        const code = asked.problems[0]?.code
        logger.warn({ workspace, job: id, code }, 'a raw job was refused')
      }
      metrics.rawJobs.inc({ result: isNew ? (asked.ok ? 'accepted' : 'broken') : 'known' })
      return { kind: 'done', id }
    } catch (err) {
      // What may pass must not fail a job that is stored nowhere yet: it goes back to its queue.
      const kind = failureKind(err) === 'other' ? 'failed' : 'away'
      if (kind === 'failed') logger.error({ job: raw.id, err }, 'a raw job could not be accepted')
      metrics.rawJobs.inc({ result: kind })
      return { kind }
    }
  }
}
