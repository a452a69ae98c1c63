import { createDispatchRound, type DispatchRoundOptions } from './dispatch-round.ts'
import { createLeadership } from './leadership.ts'
import { startRounds } from './start-rounds.ts'

export interface Dispatcher {
  /** Stops; a round that runs is waited for. */
  close(): Promise<void>
}

export interface DispatcherOptions extends DispatchRoundOptions {
  /** Milliseconds between rounds. */
  readonly every?: number
}

const EVERY = 5_000

/**
 * Delivers due wakeups again. Of several processes one does it at a time, whoever holds the lead.
 * Total loss of the queue is re-driven within a minute.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { logger, every = EVERY } = options
  const leadership = createLeadership(options.db)
  const dispatch = createDispatchRound(options)
  const rounds = startRounds({
    name: 'dispatcher',
    async round() {
      if (await leadership.hold()) await dispatch()
    },
    pause: () => every,
    logger,
  })
  return {
    async close() {
      await rounds.stop()
      await leadership.close()
    },
  }
}
