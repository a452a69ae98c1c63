import type { Logger } from '../../src/logger.ts'

export interface RoundsOptions {
  /** Who does them, for the log. */
  readonly name: 'dispatcher' | 'sealer' | 'upkeep' | 'watch'
  readonly round: () => Promise<void>
  /** Milliseconds from the end of a round to the next; asked for at its end. */
  readonly pause: () => number
  /** Whether the first one, too, is waited for so long; else it begins at once. */
  readonly pausesFirst?: boolean
  readonly logger: Logger
}

export interface Rounds {
  /** Begins no other round; one that runs is waited for. */
  stop(): Promise<void>
  /** Does one more, beside those. */
  once(): Promise<void>
}

/** Does one round after the other. What fails is logged, and tried again in the next. */
export function startRounds(options: RoundsOptions): Rounds {
  const { name, round, pause, pausesFirst = false, logger } = options
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isStopped = false

  async function once(): Promise<void> {
    try {
      await round()
    } catch (err) {
      logger.warn({ err }, `the ${name} will try again`)
    }
  }

  function later(): void {
    if (!isStopped) timer = setTimeout(next, pause())
  }

  function next(): void {
    running = once().then(later)
  }

  if (pausesFirst) later()
  else next()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
    once,
  }
}
