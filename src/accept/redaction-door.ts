import type { Db } from '../database/connection.ts'
import { acceptRedactions, type Ask } from '../jobs/accept-redactions.ts'
import { acceptUnderKey } from '../jobs/accept-under-key.ts'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'
import type { Logger } from '../logger.ts'
import type { DeliveryQueue } from '../queue/open-delivery-queue.ts'

/** A request that is durable now. */
export interface Accepted {
  readonly job: string
  /** Resolves when the queue was told, or turned out to be away. Nobody has to wait for it. */
  readonly delivered: Promise<void>
}

/** The one way in for a redaction, whichever door it came through. */
export interface RedactionDoor {
  /** Accepts one request. Once this resolves the job is durable, whatever becomes of the queue. */
  accept(workspace: string, ask: Ask): Promise<Accepted>
  /**
   * The same under an `Idempotency-Key`: equal requests make one job.
   *
   * @returns undefined when the key belongs to another request
   */
  acceptUnderKey(workspace: string, ask: Ask, key: IdempotencyKey): Promise<Accepted | undefined>
}

/**
 * Accepts into Postgres, then wakes a worker by the queue. A queue that is away costs time, never
 * a job: the dispatcher delivers what has no outcome.
 */
export function openRedactionDoor(db: Db, queue: DeliveryQueue, logger: Logger): RedactionDoor {
  async function deliver(workspace: string, jobs: readonly string[]): Promise<void> {
    try {
      await queue.deliver(workspace, jobs)
    } catch (err) {
      logger.warn({ workspace, jobs, err }, 'the queue is away; the dispatcher will deliver')
    }
  }
  return {
    async accept(workspace, ask) {
      const [job] = await acceptRedactions(db, workspace, [ask])
      if (job === undefined) throw new Error('a request was accepted without a job')
      return { job, delivered: deliver(workspace, [job]) }
    },
    async acceptUnderKey(workspace, ask, key) {
      const accepted = await acceptUnderKey(db, workspace, ask, key)
      if (accepted.kind === 'key_reused') return undefined
      const { job, isNew } = accepted
      return { job, delivered: isNew ? deliver(workspace, [job]) : Promise.resolve() }
    },
  }
}
