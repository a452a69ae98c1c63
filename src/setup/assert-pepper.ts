import { claimPepper, pepperState, type Pepper, type PepperState } from '../database/pepper.ts'
import type { QueryExecutorProvider } from 'kysely'
import { StartError } from '../failure.ts'

/** The pepper of a process, and what names it to the user: a variable or a file. */
export interface NamedPepper {
  readonly pepper: Pepper
  readonly name: string
}

/**
 * Makes sure that the process has the pepper this database was first used with, and stores its
 * check value when there is none yet. Neither a pepper nor a check value is fine: all but erasure
 * and suppression works, and contacts are imported without keys, which are made up for later.
 *
 * @throws StartError that names the cure
 */
export async function assertPepper(
  db: QueryExecutorProvider,
  named: NamedPepper | undefined,
): Promise<void> {
  refuse(await claimPepper(db, named?.pepper), named)
}

/**
 * The same question without an answer being kept, for a look at the installation.
 *
 * @throws StartError that names the cure
 */
export async function lookAtPepper(
  db: QueryExecutorProvider,
  named: NamedPepper | undefined,
): Promise<PepperState> {
  return refuse(await pepperState(db, named?.pepper), named)
}

function refuse(state: PepperState, named: NamedPepper | undefined): PepperState {
  if (state === 'missing') {
    throw new StartError(
      'this database knows people by a pepper: set UNSAID_PEPPER to the same one',
    )
  }
  if (state === 'other') {
    throw new StartError(
      `the pepper (${named?.name ?? ''}) is not the one this database was first used with: ` +
        'put that one back',
    )
  }
  return state
}
