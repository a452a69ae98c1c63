import type { Config } from '../../config.ts'
import type { Db } from '../../database/connection.ts'
import { openHeadsFile, readHeadsIfThere } from '../../ledger/heads-file.ts'
import { replayNeeded } from '../../ledger/replay-needed.ts'
import { ok, problem, warning, type Check } from './check.ts'

/** Whether the database is behind the known heads of the ledger, and what was said of that. */
export async function checkLedger(
  db: Db,
  { ledgerHeads }: Pick<Config, 'ledgerHeads'>,
): Promise<Check> {
  const check = 'ledger'
  if (ledgerHeads === undefined) {
    const cure = 'set UNSAID_LEDGER_HEADS to a file outside the database'
    return warning(check, 'not checkable: its heads are not kept outside the database', cure)
  }
  const behind = [...(await replayNeeded(db, openHeadsFile(ledgerHeads)))]
  if (behind.length > 0) {
    const message = `replay_needed: erased data is back, the database was restored from an older backup; no conversation is given out in ${behind.join(', ')}`
    return problem(
      check,
      message,
      'run `unsaid ledger replay FILE` with the newest export of the ledger',
    )
  }
  const losses = (await readHeadsIfThere(ledgerHeads)).filter(
    (line) => line.type === 'restored' && line.lossAccepted,
  )
  if (losses.length > 0) {
    const where = [...new Set(losses.map(({ workspace }) => workspace))].join(', ')
    const cure = 'nothing can be done: what the lost records redacted may be back'
    return warning(
      check,
      `records lost by a restore, and the loss accepted: ${String(losses.length)}, in ${where}`,
      cure,
    )
  }
  return ok(check, 'the database holds every head of the heads file')
}
