import type { Pepper } from '../database/pepper.ts'
import { StartError } from '../failure.ts'

/** @throws StartError when there is none: nobody could be kept from coming back */
export function demandPepper(pepper: Pepper | undefined): Pepper {
  if (!pepper) throw new StartError('an erasure needs the pepper: set it by UNSAID_PEPPER')
  return pepper
}
