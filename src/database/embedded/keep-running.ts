import { setTimeout as after } from 'node:timers/promises'
import { errorCode } from './error-code.ts'
import type { Say } from './server-user.ts'

export interface Kept {
  /** Rejects with the last failure when it is given up, and never resolves. */
  readonly lost: Promise<never>
  /** Keeps it no longer; a start that runs is waited for. */
  stop(): Promise<void>
}

/** Milliseconds between looks, and between starts that failed. */
export interface RestartPace {
  readonly look: number
  readonly first: number
  readonly longest: number
}

export interface Keeping {
  readonly isRunning: () => Promise<boolean>
  /** `waits`: it is another's turn. */
  readonly start: () => Promise<'started' | 'waits'>
  readonly say: Say
  readonly pace?: RestartPace | undefined
}

const PACE: RestartPace = { look: 500, first: 1_000, longest: 30_000 }

/** Failures in a row after which nobody waits any longer: some two and a half minutes. */
const MOST_FAILURES = 10

/**
 * Starts what has ended again, at once and then with ever longer pauses, until it has failed ten
 * times in a row. For want of room it goes on trying: that passes without us.
 */
export function keepRunning(keeping: Keeping): Kept {
  const stopping = new AbortController()
  let giveUp: (reason: unknown) => void = () => undefined
  const lost = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  lost.catch(() => undefined) // it may reject while nobody waits for it yet
  const running = keepOn(keeping, stopping.signal).catch(giveUp)
  return {
    lost,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** @throws the last failure */
async function keepOn(keeping: Keeping, stop: AbortSignal): Promise<void> {
  const { isRunning, say, pace = PACE } = keeping
  let failures = 0
  let pause = pace.look
  while (await rested(pause, stop)) {
    const outcome = (await isRunning()) ? 'runs' : await tried(keeping)
    if (typeof outcome === 'string') {
      if (outcome === 'started') say('the embedded Postgres had ended; it runs again')
      failures = 0
      pause = pace.look
      continue
    }
    if (errorCode(outcome.error) !== 'ENOSPC') failures += 1
    if (failures >= MOST_FAILURES) throw outcome.error
    say(complaintOf(outcome.error))
    pause = pause === pace.look ? pace.first : Math.min(pause * 2, pace.longest)
  }
}

type Tried = 'started' | 'waits' | { readonly error: unknown }

async function tried({ start }: Keeping): Promise<Tried> {
  try {
    return await start()
  } catch (error) {
    return { error }
  }
}

/** One line: the last one of the server's log says most; all of its tail comes with the last failure. */
function complaintOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : '').split('\n')
  return `the embedded Postgres has ended and is tried again: ${lines.at(-1) ?? ''}`
}

/** @returns false when it was told to stop */
async function rested(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return after(milliseconds, true, { signal, ref: false }).catch(() => false)
}
