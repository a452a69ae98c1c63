import type { ListDoor } from '../accept/list-door.ts'
import type { RedactionDoor } from '../accept/redaction-door.ts'
import type { Db } from '../database/connection.ts'
import type { PendingLimit } from '../jobs/count-pending.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics/create-metrics.ts'
import type { OutcomeWatch } from '../status/watch-outcomes.ts'
import type { ProgressWatch } from '../status/watch-progress.ts'
import type { HeldLimits } from './limit-held.ts'
import type { ReceiptLimits } from './limit-receipt.ts'
import type { RateLimit } from './limit-rate.ts'

/** What the routes work with; they reach neither the queue nor the tables of messages to write. */
export interface ServerDeps {
  readonly db: Db
  readonly door: RedactionDoor
  readonly lists: ListDoor
  readonly outcomes: OutcomeWatch
  readonly progress: ProgressWatch
  readonly logger: Logger
  readonly publicUrl: string | undefined
  /** Milliseconds a caller waits for an outcome at most. */
  readonly patience: number
  /** Milliseconds he still waits at most once the server closes. */
  readonly lastWait: number
  /** Milliseconds for a request to arrive. */
  readonly requestTimeout?: number | undefined
  /** Milliseconds without a byte that end a body which is taken as a stream. */
  readonly streamIdle?: number | undefined
  /** Milliseconds such a body may take as a whole. */
  readonly streamTotal?: number | undefined
  /** Whether too many jobs wait for a worker already. */
  readonly isFull: PendingLimit
  readonly held: HeldLimits
  readonly receipt: ReceiptLimits
  /** Unknown tokens of one address in ten seconds; 0: as many as come. */
  readonly unknownTokens: number
  readonly rateLimit: RateLimit
  readonly metrics: Metrics
  /** Whether conversations of a workspace are not given out: its database may be behind. */
  readonly isWithheld: (workspace: string) => boolean
  /** Why this process can't do its work now; nothing when it can. */
  readonly notReady: () => Promise<readonly string[]>
}
