const NAME = /^[A-Za-z0-9._-]{1,48}$/

/** How a name of a requester is written. */
export const REQUESTER_RULE = '1 to 48 of the characters A-Z a-z 0-9 . _ - without blanks'

/**
 * Who asks on the command line, as jobs, ledger and certificate say it: `cli`, which names nobody,
 * or `cli:NAME`.
 *
 * @returns undefined when it can't be a name
 */
export function requesterOf(name: string | undefined): string | undefined {
  if (name === undefined) return UNNAMED
  return NAME.test(name) ? `${UNNAMED}:${name}` : undefined
}

/** Who asks when nobody is named. */
export const UNNAMED = 'cli'
