import type { Db } from '../../database/connection.ts'
import { lookAtPepper, type NamedPepper } from '../../setup/assert-pepper.ts'
import { ok, problemOf, warning, type Check } from './check.ts'

/** Whether people can be found by key here, and be kept from coming back. */
export async function checkPepper(db: Db, named: NamedPepper | undefined): Promise<Check> {
  try {
    const state = await lookAtPepper(db, named)
    if (state === 'same') return ok('pepper', 'the one this database was first used with')
    if (named) return ok('pepper', 'the first one here, from the next start on')
  } catch (error) {
    return problemOf('pepper', error)
  }
  return warning(
    'pepper',
    'none, so that nobody can be erased or kept from coming back',
    'set UNSAID_PEPPER to 32 random characters or more, and keep them as long as the database',
  )
}
