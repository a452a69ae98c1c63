import type { Db } from '../src/database/connection.ts'
import type { JobKind } from '../src/database/tables.ts'
import type { FailureKind } from '../src/failure.ts'
import type { Outcome } from '../src/jobs/outcome.ts'
import { tellEnd } from '../src/bulk/tell-end.ts'
import type { Logger } from '../src/logger.ts'
import type { EndedSingle } from '../src/redact/redact-group.ts'
import type { Metrics } from '../src/metrics/create-metrics.ts'

/** A kind of transaction: single redactions, raw jobs, or a chunk of a job that is planned or run. */
export type WorkKind = 'redactions' | 'raw_jobs' | 'plan' | 'run'

/** Hears of what was committed: counts it, and logs it. */
export interface WorkReport {
  /** @param since milliseconds of `performance.now()` */
  committed(work: WorkKind, size: number, since: number): void
  /** Counts how items ended. */
  counted(kind: JobKind, outcomes: readonly Outcome[]): void
  singlesEnded(workspace: string, ended: readonly EndedSingle[]): void
  /** A bulk or erasure job has ended. Never rejects. */
  listEnded(workspace: string, job: string): Promise<void>
  failed(work: WorkKind, failure: FailureKind): void
}

/** For who is not watched. */
export const UNWATCHED: WorkReport = {
  committed: () => undefined,
  counted: () => undefined,
  singlesEnded: () => undefined,
  listEnded: () => Promise.resolve(),
  failed: () => undefined,
}

/**
 * There are thousands of items a second: they are counted for each transaction, not each for itself,
 * and a line for each is only made at level `debug`.
 */
export function createWorkReport(db: Db, logger: Logger, metrics: Metrics): WorkReport {
  function counted(kind: JobKind, outcomes: readonly Outcome[]): void {
    for (const [{ kind: outcome, code }, count] of tally(outcomes)) {
      metrics.items.inc({ kind, outcome, reason: code ?? '' }, count)
    }
  }
  return {
    counted,
    committed(work, size, since) {
      metrics.transactionItems.observe({ work }, size)
      metrics.transactionSeconds.observe({ work }, (performance.now() - since) / 1_000)
    },
    singlesEnded(workspace, ended) {
      counted(
        'redaction',
        ended.map(({ outcome }) => outcome),
      )
      if (!logger.isLevelEnabled('debug')) return
      for (const { id: job, outcome } of ended) {
        logger.debug({ workspace, job, outcome: outcome.kind, code: outcome.code }, 'a job ended')
      }
    },
    async listEnded(workspace, job) {
      const ended = await tellEnd(db, logger, workspace, job)
      if (ended) metrics.jobs.inc({ kind: ended.kind, state: ended.state })
    },
    failed(work, failure) {
      metrics.failures.inc({ work, failure })
    },
  }
}

/** How often each way to end occurs; there are a dozen. */
function tally(outcomes: readonly Outcome[]): Iterable<readonly [Outcome, number]> {
  const counts = new Map<string, [Outcome, number]>()
  for (const outcome of outcomes) {
    const name = `${outcome.kind}/${outcome.code ?? ''}`
    const known = counts.get(name)
    if (known) known[1] += 1
    else counts.set(name, [outcome, 1])
  }
  return counts.values()
}
