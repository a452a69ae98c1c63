import type { Db } from '../database/connection.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { startRun, type StartedRun } from '../bulk/start-run.ts'
import { assertTokenAllows } from '../access/assert-token-allows.ts'
import { demandPepper } from './demand-pepper.ts'
import { findErasure } from './find-erasure.ts'
import { suppress } from './suppress.ts'

export interface RunBy {
  /** `cli:NAME`: who asks, when whoever planned it named nobody. */
  readonly requestedBy?: string | undefined
  /** `token:<id>`: whose token must be good when the run starts. */
  readonly token?: string | undefined
}

interface StartOptions extends RunBy {
  readonly pepper: Pepper | undefined
}

/**
 * Runs a planned job of either kind. From the commit that starts an erasure no import brings its
 * contact's messages back.
 *
 * @throws StartError when an erasure is to be run by a process without the pepper; TokenRefused
 */
export async function startPlanned(
  db: Db,
  workspace: string,
  job: string,
  { pepper, requestedBy, token }: StartOptions,
): Promise<StartedRun> {
  const also = async (trx: Trx) => {
    await assertTokenAllows(trx, workspace, token, 'erase:write')
    await suppressPlanned(trx, workspace, job, pepper)
  }
  return startRun(db, workspace, job, { requestedBy, also })
}

async function suppressPlanned(
  trx: Trx,
  workspace: string,
  job: string,
  pepper: Pepper | undefined,
): Promise<void> {
  const erasure = await findErasure(trx, workspace, job)
  if (!erasure) return
  const options = { until: new Date(), job, pepper: demandPepper(pepper) }
  await suppress(trx, workspace, erasure.contacts, options)
}
