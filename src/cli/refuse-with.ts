import { errorList, type ErrorEntry } from '../error-list/error-list.ts'
import { EXIT } from './exit-code.ts'
import type { Session } from './session.ts'

/** Prints why something was refused: the `error.list` with `--json`, else a line for each error. */
export function refuseWith(session: Session, errors: readonly ErrorEntry[]): number {
  session.print(
    errorList(errors),
    errors.map((one) => `${one.code}: ${one.message}`),
  )
  return EXIT.refused
}
