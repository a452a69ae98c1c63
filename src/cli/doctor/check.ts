import { StartError } from '../../failure.ts'

/** What one check found: a warning can be lived with, a problem makes Unsaid unusable. */
export interface Check {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'problem'
  readonly message: string
  /** What to do about it. */
  readonly cure?: string
}

export function ok(check: string, message: string): Check {
  return { check, state: 'ok', message }
}

export function warning(check: string, message: string, cure: string): Check {
  return { check, state: 'warning', message, cure }
}

export function problem(check: string, message: string, cure: string): Check {
  return { check, state: 'problem', message, cure }
}

/**
 * A check that found what would keep every process from starting.
 *
 * @throws the error itself when it was not written for the user
 */
export function problemOf(check: string, error: unknown): Check {
  if (!(error instanceof StartError)) throw error
  const [message = '', ...cure] = error.message.split(': ')
  return cure.length > 0
    ? problem(check, message, cure.join(': '))
    : { check, state: 'problem', message }
}
