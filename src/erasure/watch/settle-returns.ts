import type { Trx } from '../../database/in-workspace.ts'
import type { Pepper } from '../../database/pepper.ts'
import type { WatchedPeople, WatchedPerson } from '../../redact/watched-people.ts'
import { beingErased } from './being-erased.ts'
import { isDue } from './is-due.ts'
import { returnedAmong, type Returned } from './returned-among.ts'
import { dropReturns, findReturns, noteSeen, storeReturns } from './returned-people.ts'
import type { WatchMode } from './watch-state.ts'

export interface Settling {
  readonly people: WatchedPeople
  readonly mode: WatchMode
  readonly pepper: Pepper
}

/**
 * Holds rows as they were read against who was erased: stores who is back, forgets who is no longer.
 *
 * @returns how many were not known to be back
 */
export async function settleReturns(
  trx: Trx,
  workspace: string,
  read: readonly WatchedPerson[],
  { people, mode, pepper }: Settling,
): Promise<number> {
  const ids = read.map(({ id }) => id)
  const suspects = await returnedAmong(trx, workspace, read, pepper)
  const known = await findReturns(trx, workspace, ids)
  const pending = await pendingAmong(trx, workspace, suspects)
  // Read after it is known which erasures have ended: whom one has emptied meanwhile is not back.
  const sure = await stillReturned(trx, workspace, suspects, { people, mode, pepper })

  const gone = [...known.keys()].filter((contact) => !sure.has(contact))
  const back = [...sure.values()].filter(({ contact }) => !pending.has(contact))
  await dropReturns(trx, workspace, gone)
  await noteSeen(trx, workspace, [...pending])
  await storeReturns(
    trx,
    workspace,
    back.map((one) => ({ ...one, due: isDue(mode, known.get(one.contact)) })),
  )
  return back.filter(({ contact }) => !known.has(contact)).length
}

async function pendingAmong(trx: Trx, workspace: string, suspects: ReadonlyMap<string, Returned>) {
  return suspects.size === 0 ? new Set<string>() : beingErased(trx, workspace, [...suspects.keys()])
}

async function stillReturned(
  trx: Trx,
  workspace: string,
  suspects: ReadonlyMap<string, Returned>,
  { people, pepper }: Settling,
): Promise<ReadonlyMap<string, Returned>> {
  if (suspects.size === 0) return suspects
  const rows = await people.readThese(trx, [...suspects.keys()])
  return returnedAmong(trx, workspace, rows, pepper)
}
