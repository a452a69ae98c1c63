import { findMaxRate, setMaxRate } from '../bulk/max-rate.ts'
import type { Db } from '../database/connection.ts'
import { findWorkspaceMap } from '../maps/stored/workspace-map.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

/** `unsaid workspace max-rate [N]`: 0 takes the bound away. */
export async function workspaceMaxRateCommand(
  most: number | undefined,
  options: CommonOptions,
): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const { workspace } = session
    await demandMapped(db, workspace)
    if (most !== undefined) await setMaxRate(db, workspace, most === 0 ? undefined : most)
    const rate = await findMaxRate(db, workspace)
    session.print({ type: 'workspace', id: workspace, max_rate: rate ?? null }, [rateText(rate)])
    return EXIT.done
  })
}

export function rateText(rate: number | undefined): string {
  return rate === undefined
    ? 'jobs take messages back as fast as they can'
    : `jobs take back at most ${String(rate)} ${rate === 1 ? 'message' : 'messages'} a second`
}

/** @throws UsageError where no other application works on the tables */
async function demandMapped(db: Db, workspace: string): Promise<void> {
  if (await findWorkspaceMap(db, workspace)) return
  throw new UsageError(`the workspace ${workspace} is on no map: only there a rate is bounded`)
}
