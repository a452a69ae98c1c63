import type { Db } from '../database/connection.ts'
import { createGathering } from '../gathering/gathering.ts'
import { createLanes } from '../gathering/lanes.ts'
import type { KeyedAsk } from '../jobs/accept-group.ts'
import type { Ask } from '../jobs/insert-accepted.ts'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'
import type { Logger } from '../logger.ts'
import { MOST_JOBS_A_DELIVERY } from '../queue/delivery.ts'
import type { DeliveryQueue } from '../queue/open-delivery-queue.ts'
import { createAcceptTogether, type Accepted, type Deliver } from './accept-together.ts'

export type { Accepted } from './accept-together.ts'

/** The one way in for a redaction, whichever door it came through. */
export interface RedactionDoor {
  /**
   * Accepts one request, together with others of its workspace that come at the same time. Once
   * this resolves the job is durable, whatever becomes of the queue.
   *
   * @throws UnknownWorkspace, TokenRefused
   */
  accept(workspace: string, ask: Ask): Promise<Accepted>
  /**
   * The same under an `Idempotency-Key`: equal requests make one job.
   *
   * @returns undefined when the key belongs to another request
   * @throws UnknownWorkspace, TokenRefused
   */
  acceptUnderKey(workspace: string, ask: Ask, key: IdempotencyKey): Promise<Accepted | undefined>
}

/** Requests in one transaction. */
const MOST_A_GROUP = 1_000

/** Transactions at once, over all workspaces; of one workspace there is one at a time. */
const LANES = 4

/**
 * Accepts into Postgres, then wakes a worker by the queue. A queue that is away costs time, never
 * a job: it is told when it is back, and the dispatcher delivers what has no outcome.
 */
export function openRedactionDoor(db: Db, queue: DeliveryQueue, logger: Logger): RedactionDoor {
  const accepting = createGathering<KeyedAsk, Accepted | undefined>({
    lanes: createLanes(LANES),
    atOnce: 1,
    most: MOST_A_GROUP,
    run: createAcceptTogether(db, createDeliver(queue, logger)),
  })
  return {
    async accept(workspace, ask) {
      const accepted = await accepting.ask(workspace, { ask })
      if (!accepted) throw new Error('a request without a key was refused for its key')
      return accepted
    },
    acceptUnderKey: (workspace, ask, key) => accepting.ask(workspace, { ask, key }),
  }
}

/** What is to be delivered while the queue is being told of others goes with one more telling. */
function createDeliver(queue: DeliveryQueue, logger: Logger): Deliver {
  const delivering = createGathering<readonly string[], void>({
    lanes: createLanes(LANES),
    atOnce: 1,
    most: MOST_JOBS_A_DELIVERY,
    sizeOf: (jobs) => jobs.length,
    async run(workspace, group) {
      const jobs = group.flatMap(({ item }) => item)
      try {
        await queue.deliver(workspace, jobs)
      } catch (err) {
        logger.warn(
          { workspace, jobs: jobs.length, err },
          'the queue is away; the job is delivered once it is back',
        )
      }
      for (const one of group) one.resolve()
    },
  })
  return (workspace, jobs) => delivering.ask(workspace, jobs)
}
