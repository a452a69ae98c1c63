import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
type Signal = (typeof SIGNALS)[number]

/**
 * Milliseconds in which a signal that comes again is the same one: a terminal sends Ctrl-C to every
 * process of a command, and npm and tsx pass it on to this one, too.
 */
const SAME_SIGNAL = 500

/** A command was told to stop before its end; `main` turns this into an exit code. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: number

  constructor(signal: Signal) {
    super(`stopped by ${signal}; what was accepted or committed stays`)
    this.exitCode = 128 + constants.signals[signal]
  }
}

export interface Interruption {
  /** Rejects with `Interrupted` at the first signal, and never resolves. */
  readonly interrupted: Promise<never>
  /** What `interrupted` rejected with; undefined before the first signal. */
  readonly reason: () => Interrupted | undefined
  /** Goes back to what the signals did before. */
  readonly ignore: () => void
}

/**
 * Watches for Ctrl-C and SIGTERM, so that a command can stop the embedded server it started. A
 * second signal ends the process at once.
 */
export function watchInterruption(): Interruption {
  let interrupt: (reason: Interrupted) => void = () => undefined
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = reject
  })
  // It may reject while nobody waits for it yet.
  interrupted.catch(() => undefined)
  let first: { readonly at: number; readonly reason: Interrupted } | undefined
  const onSignal = (signal: Signal) => {
    const [at, reason] = [performance.now(), new Interrupted(signal)]
    first ??= { at, reason }
    if (at - first.at > SAME_SIGNAL) process.exit(reason.exitCode)
    interrupt(first.reason)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    interrupted,
    reason: () => first?.reason,
    ignore: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
