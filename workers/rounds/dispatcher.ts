import { createDispatchRound, type DispatchRoundOptions } from './dispatch-round.ts'
import { createLeadership } from './leadership.ts'

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
  let timer: NodeJS.Timeout | undefined
  let closing = false

  const round = async (): Promise<void> => {
    try {
      if (await leadership.hold()) await dispatch()
    } catch (err) {
      logger.warn({ err }, 'the dispatcher will try again')
    }
    if (!closing) timer = setTimeout(next, every)
  }
  const next = () => {
    running = round()
  }
  let running = round()

  return {
    async close() {
      closing = true
      clearTimeout(timer)
      await running
      await leadership.close()
    },
  }
}
