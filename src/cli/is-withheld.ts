import type { Db } from '../database/connection.ts'
import { openHeadsFile } from '../ledger/heads-file.ts'
import { replayNeeded } from '../ledger/replay-needed.ts'
import type { Session } from './session.ts'

/** Whether the conversations of the command's workspace must not be given out: looked at now. */
export async function isWithheld({ config, workspace }: Session, db: Db): Promise<boolean> {
  const { ledgerHeads, serveUnreplayed } = config
  if (ledgerHeads === undefined || serveUnreplayed) return false
  return (await replayNeeded(db, openHeadsFile(ledgerHeads))).has(workspace)
}
